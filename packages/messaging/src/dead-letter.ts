import {
  deadLetterSubject,
  formatDeadLetterEventId,
  formatEventId,
  HEADER,
  type MessageIdentity,
  parseEventSubject,
} from '@ballast/contracts';
import type { ErrorType, Failure } from '@ballast/reliability';
import type { Delivery } from './delivery.ts';
import { encodeHeaderText } from './header-text.ts';
import type { OutgoingMessage } from './messaging.ts';

const MAX_MESSAGE_BYTES = 1024;
const MAX_STACK_BYTES = 4096;
const MAX_VALUE_BYTES = 256;
const MAX_SHORT_MESSAGE_BYTES = 128;
/** Header names of others that are safe to send again. */
const SAFE_NAME = /^[A-Za-z0-9_.-]{1,128}$/;
/** A value that can be sent again as it came. */
const PRINTABLE = /^[ -~]*$/;
/** `NATS/1.0`, the empty line at the end, and their line ends. */
const HEADER_FRAME_BYTES = 12;

export interface DeadLetterCause {
  readonly type: ErrorType;
  readonly failure: Failure;
  /** Attempts spent, the last one included. */
  readonly attempts: number;
  /** When the first of them failed. Not told when there were several and it is not known. */
  readonly firstFailedAt?: Date | undefined;
}

export interface DeadLetterContext {
  readonly durable: string;
  readonly worker: string;
  readonly now: Date;
  /** What the server takes at most, headers included. */
  readonly maxPayloadBytes: number;
}

/**
 * The letter for a message that is given up: its bytes as they were, its headers, and what became of it. If that is more
 * than the server takes, the stack is left out first, then most of the error's text, then the original's headers.
 */
export function buildDeadLetter(
  delivery: Delivery,
  identity: MessageIdentity | undefined,
  cause: DeadLetterCause,
  context: DeadLetterContext,
): OutgoingMessage {
  const messageId = deadLetterId(delivery, identity);
  const original = originalHeaders(delivery);
  const own = ownHeaders(delivery, identity, cause, context);
  const stack = { [HEADER.errorStack]: encodeHeaderText(cause.failure.stack ?? '', MAX_STACK_BYTES) };
  const shortMessage = { [HEADER.errorMessage]: encodeHeaderText(cause.failure.message, MAX_SHORT_MESSAGE_BYTES) };
  const bare = { ...own, ...shortMessage };

  const choices = [
    { ...original, ...own, ...(cause.failure.stack === undefined ? {} : stack) },
    { ...original, ...own },
    { ...original, ...bare },
  ];
  const fits = (headers: Record<string, string>) =>
    sizeOf(headers, messageId) + delivery.body.length <= context.maxPayloadBytes;
  return {
    subject: deadLetterSubject(delivery.subject),
    messageId,
    body: delivery.body,
    headers: choices.find(fits) ?? bare,
  };
}

function deadLetterId(delivery: Delivery, identity: MessageIdentity | undefined): string {
  if (identity !== undefined) return formatDeadLetterEventId(delivery.subject, identity);
  const { subject, stream, incarnation, seq } = delivery;
  // Its place is not enough: several groups may give up what lies there.
  const group = parseEventSubject(subject)?.group;
  return `dlq:${group === undefined ? '' : `${group}:`}${stream}:${incarnation.streamCreated}:${seq}`;
}

function originalHeaders(delivery: Delivery): Record<string, string> {
  const kept = [...delivery.headers].filter(([name]) => SAFE_NAME.test(name) && !/^nats-/i.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, PRINTABLE.test(value) ? value : sanitise(value)]));
}

function ownHeaders(
  delivery: Delivery,
  identity: MessageIdentity | undefined,
  { type, failure, attempts, firstFailedAt }: DeadLetterCause,
  context: DeadLetterContext,
): Record<string, string> {
  const failedAt = context.now.toISOString();
  const firstAt = attempts <= 1 ? context.now : earlier(firstFailedAt, context.now);
  return {
    ...(identity === undefined ? {} : { [HEADER.messageId]: sanitise(formatEventId(identity)) }),
    [HEADER.originStream]: delivery.stream,
    [HEADER.originSubject]: sanitise(delivery.subject),
    [HEADER.originSequence]: String(delivery.seq),
    [HEADER.originStreamCreated]: delivery.incarnation.streamCreated,
    [HEADER.originConsumer]: context.durable,
    [HEADER.attempts]: String(attempts),
    [HEADER.errorType]: type,
    [HEADER.errorCode]: sanitise(failure.code),
    [HEADER.errorMessage]: encodeHeaderText(failure.message, MAX_MESSAGE_BYTES),
    [HEADER.worker]: sanitise(context.worker),
    ...(firstAt === undefined ? {} : { [HEADER.firstFailedAt]: firstAt.toISOString() }),
    [HEADER.lastFailedAt]: failedAt,
  };
}

/** The log's clock is another one: the first failure is not told to be later than the last. */
function earlier(first: Date | undefined, last: Date): Date | undefined {
  return first !== undefined && first > last ? last : first;
}

function sanitise(value: string): string {
  return encodeHeaderText(value, MAX_VALUE_BYTES);
}

function sizeOf(headers: Record<string, string>, messageId: string): number {
  const lines = Object.entries({ ...headers, 'Nats-Msg-Id': messageId });
  return lines.reduce((sum, [name, value]) => sum + name.length + value.length + 4, HEADER_FRAME_BYTES);
}
