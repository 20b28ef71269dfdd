import { formatDeadLetterId, HEADER, type MessageIdentity, parseEventId, SUBJECT } from '@ballast/contracts';
import { decodeHeaderText, type RawMessage } from '@ballast/messaging';
import { ERROR_TYPES, type ErrorType } from '@ballast/reliability';
import type { LetterInput } from './letter-input.ts';
import { isMessageId } from './letter-row.ts';

type Headers = ReadonlyMap<string, string>;

/** Names and times as `buildDeadLetter` writes them; what is longer or looks otherwise is somebody else's. */
const STREAM_NAME = /^[\w-]{1,255}$/u;
const STREAM_CREATED = /^\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d)$/u;
const COUNT = /^\d{1,15}$/u;
/** Columns of their own hold these. */
const NOT_KEPT: ReadonlySet<string> = new Set([HEADER.errorStack, HEADER.errorMessage, 'Nats-Msg-Id']);

/**
 * Reads what lies on `dlq.*`. Never throws: whatever anybody publishes there is a letter. One that says nothing of its
 * message is poison, and is known by its own place in the stream.
 */
export function readLetter(message: Omit<RawMessage, 'deliveryCount'>): LetterInput {
  const text = (name: string) => decodedOf(message.headers, name);
  const identity = readIdentity(text(HEADER.messageId));
  const origin = readOrigin(message.headers);
  const place = { stream: message.stream, streamCreated: message.streamCreated, seq: message.seq };
  const consumer = text(HEADER.originConsumer);
  return {
    key: identity === undefined ? keyOfPlace(origin ?? place) : formatDeadLetterId(identity),
    subject: text(HEADER.originSubject) ?? originalSubject(message.subject),
    ...(identity === undefined ? {} : { messageId: identity.id }),
    generation: identity?.generation ?? 0,
    attempts: readCount(message.headers.get(HEADER.attempts)) ?? 0,
    body: message.body,
    headers: Object.fromEntries([...message.headers].filter(([name]) => !NOT_KEPT.has(name))),
    error: readError(message),
    ...(consumer === undefined ? {} : { consumer }),
    worker: text(HEADER.worker),
    origin: origin ?? place,
    originalCreatedAt: readCreatedAt(message.body),
    firstFailedAt: readTime(text(HEADER.firstFailedAt)),
    lastFailedAt: readTime(text(HEADER.lastFailedAt)) ?? message.storedAt,
  };
}

function readError(message: Omit<RawMessage, 'deliveryCount'>): LetterInput['error'] {
  const { headers, subject } = message;
  const type = headers.get(HEADER.errorType);
  if (!isErrorType(type)) {
    return { type: 'poison', code: 'unreadable_letter', message: `published on ${subject} without saying what failed` };
  }
  return {
    type,
    code: decodedOf(headers, HEADER.errorCode),
    message: decodedOf(headers, HEADER.errorMessage) ?? '',
    stack: decodedOf(headers, HEADER.errorStack),
  };
}

function isErrorType(type: string | undefined): type is ErrorType {
  return (ERROR_TYPES as readonly (string | undefined)[]).includes(type);
}

function readIdentity(eventId: string | undefined): MessageIdentity | undefined {
  const identity = parseEventId(eventId ?? '');
  return isMessageId(identity?.id) ? identity : undefined;
}

function readOrigin(headers: Headers): LetterInput['origin'] {
  const stream = headers.get(HEADER.originStream) ?? '';
  const streamCreated = headers.get(HEADER.originStreamCreated) ?? '';
  const seq = readCount(headers.get(HEADER.originSequence));
  if (seq === undefined || !STREAM_NAME.test(stream) || !STREAM_CREATED.test(streamCreated)) return undefined;
  return { stream, streamCreated, seq };
}

function keyOfPlace({ stream, streamCreated, seq }: NonNullable<LetterInput['origin']>): string {
  return `dlq:${stream}:${streamCreated}:${seq}`;
}

function originalSubject(subject: string): string {
  return subject.startsWith(SUBJECT.deadLetterPrefix) ? subject.slice(SUBJECT.deadLetterPrefix.length) : subject;
}

function decodedOf(headers: Headers, name: string): string | undefined {
  const value = headers.get(name);
  return value === undefined || value === '' ? undefined : decodeHeaderText(value);
}

function readCount(text: string | undefined): number | undefined {
  return text !== undefined && COUNT.test(text) ? Number(text) : undefined;
}

function readTime(text: string | undefined): Date | undefined {
  const time = new Date(text ?? Number.NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}

/** When the message was made, by its envelope. */
function readCreatedAt(body: Uint8Array): Date | undefined {
  try {
    const envelope: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof envelope !== 'object' || envelope === null || !('created_at' in envelope)) return undefined;
    return typeof envelope.created_at === 'string' ? readTime(envelope.created_at) : undefined;
  } catch {
    return undefined;
  }
}
