import type { Msg, MsgHdrs } from 'nats';
import type { Namespace } from './namespace.ts';

/** One making of a stream and its consumer: when they are made anew, sequence numbers begin again. */
export interface Incarnation {
  readonly streamCreated: string;
  readonly consumerCreated: string;
  readonly ackWaitMs: number;
  /** -1: no limit. */
  readonly maxDeliver: number;
}

/** One message, delivered once. */
export interface Delivery {
  /** Without the namespace, as the stream's name. */
  readonly subject: string;
  readonly stream: string;
  readonly body: Uint8Array;
  readonly headers: ReadonlyMap<string, string>;
  readonly seq: number;
  /** How often the server has delivered this message, this time included. */
  readonly count: number;
  readonly storedAt: Date;
  /** Where its acknowledgements go. It names stream, consumer and sequence, and nothing of the incarnation. */
  readonly ackSubject: string;
  readonly incarnation: Incarnation;
}

/** Reads a pulled message; `undefined` when it is none (a status of the server's). */
export function readDelivery(message: Msg, incarnation: Incarnation, namespace: Namespace): Delivery | undefined {
  const ackSubject = message.reply ?? '';
  const fields = readAckSubject(ackSubject);
  if (fields === undefined) return undefined;
  return {
    subject: namespace.stripSubject(message.subject),
    stream: namespace.stripStream(fields.stream),
    body: message.data,
    headers: readHeaders(message.headers),
    seq: fields.seq,
    count: fields.count,
    storedAt: fields.storedAt,
    ackSubject,
    incarnation,
  };
}

/**
 * `$JS.ACK.<stream>.<consumer>.<delivered>.<stream seq>.<consumer seq>.<ns>.<pending>`; newer servers may put
 * `<domain>.<account>` before the stream and more at the end (NATS ADR-15).
 */
function readAckSubject(subject: string): { stream: string; count: number; seq: number; storedAt: Date } | undefined {
  const tokens = subject.split('.');
  if (tokens[0] !== '$JS' || tokens[1] !== 'ACK' || tokens.length < 9) return undefined;
  const [stream = '', , count, seq, , nanoseconds = '0'] = tokens.slice(tokens.length === 9 ? 2 : 4);
  return {
    stream,
    count: Number(count),
    seq: Number(seq),
    storedAt: new Date(Number(BigInt(nanoseconds) / 1_000_000n)),
  };
}

function readHeaders(headers: MsgHdrs | undefined): Map<string, string> {
  const result = new Map<string, string>();
  for (const [name, values] of headers ?? []) result.set(name, values.join(', '));
  return result;
}
