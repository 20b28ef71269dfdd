import { type Decoded, HEADER, type MessageContract, type MessageIdentity, parseEventId } from '@ballast/contracts';
import { dead, type Outcome } from '@ballast/reliability';
import type { TraceContext } from '@ballast/telemetry';
import type { Delivery } from './delivery.ts';
import { traceOf } from './trace-of.ts';

/**
 * A work stream keeps a message for a day, and a message of an unknown version may be somebody's who is deployed later
 * today. So it is put off in long steps, and given up just before the stream would drop it without a word.
 */
export const UNKNOWN_VERSION_MAX_AGE_MS = 23 * 60 * 60 * 1000;

export type ReadMessage<Payload> =
  | {
      readonly kind: 'readable';
      readonly identity: MessageIdentity;
      readonly payload: Payload;
      readonly createdAt: Date;
      readonly trace: TraceContext;
      readonly source?: string | undefined;
      readonly metadata?: Readonly<Record<string, string>> | undefined;
    }
  | { readonly kind: 'unreadable'; readonly identity: MessageIdentity | undefined; readonly outcome: Outcome }
  | { readonly kind: 'unknown_version'; readonly identity: MessageIdentity | undefined; readonly detail: string };

/** Reads a delivery by its contract. Never throws. */
export function readMessage<Payload>(
  delivery: Delivery,
  contract: Pick<MessageContract<Payload>, 'decode'>,
  now: number,
): ReadMessage<Payload> {
  const decoded = contract.decode(delivery.body);
  const identity = readIdentity(delivery, decoded);
  if (!decoded.ok) return readFailure(decoded, identity, delivery, now);

  const { envelope } = decoded;
  if (identity === undefined || identity.id !== envelope.id) {
    const message = `the envelope's id is ${envelope.id}, the header's ${identity?.id}`;
    return { kind: 'unreadable', identity, outcome: dead('poison', { code: 'identity_mismatch', message }) };
  }
  return {
    kind: 'readable',
    identity,
    payload: envelope.payload,
    createdAt: new Date(envelope.created_at),
    trace: traceOf((name) => delivery.headers.get(name)),
    source: envelope.source,
    metadata: envelope.metadata,
  };
}

function readIdentity(delivery: Delivery, decoded: Decoded<unknown>): MessageIdentity | undefined {
  for (const name of [HEADER.messageId, 'Nats-Msg-Id']) {
    const identity = parseEventId(delivery.headers.get(name) ?? '');
    if (identity !== undefined) return identity;
  }
  const id = decoded.ok ? decoded.envelope.id : decoded.id;
  return id === undefined ? undefined : { id, generation: 0, enqueue: 1 };
}

function readFailure(
  decoded: Decoded<unknown> & { ok: false },
  identity: MessageIdentity | undefined,
  delivery: Delivery,
  now: number,
): ReadMessage<never> {
  const { failure, detail } = decoded;
  if (failure !== 'unknown_version') {
    return { kind: 'unreadable', identity, outcome: dead('poison', { code: failure, message: detail }) };
  }
  if (now - delivery.storedAt.getTime() < UNKNOWN_VERSION_MAX_AGE_MS) {
    return { kind: 'unknown_version', identity, detail };
  }
  return { kind: 'unreadable', identity, outcome: dead('permanent', { code: failure, message: detail }) };
}
