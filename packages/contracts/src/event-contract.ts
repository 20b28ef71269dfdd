import type { z } from 'zod';
import { EVENT_STREAM_KEY, EVENT_TYPE, eventSubject } from './event-streams.ts';
import { defineMessage, type MessageContract } from './message-contract.ts';

/**
 * One type of event: what its producers and its consumers have to agree on. Nothing builds one here: producers hand the hub a
 * payload, and it writes the envelope.
 */
export interface EventContract<Payload> extends Omit<MessageContract<Payload>, 'build'> {
  /** The key of the stream that it lies in. */
  readonly stream: string;
  /** What `decode` reads the payload by: for whoever gets one by another way than the stream. */
  readonly payload: z.ZodType<Payload>;
}

export interface EventDefinition<Schema extends z.ZodType> {
  readonly stream: string;
  readonly type: string;
  /** Of the parsed JSON. A payload that is no JSON comes as a `Uint8Array`. */
  readonly payload: Schema;
}

/** The hub writes version 1 of every envelope: producers with versions put them into the type or the payload. */
const VERSION = 1;

/** @throws RangeError for a stream's key or a type that the hub would refuse */
export function defineEvent<Schema extends z.ZodType>({
  stream,
  type,
  payload,
}: EventDefinition<Schema>): EventContract<z.output<Schema>> {
  if (!EVENT_STREAM_KEY.test(stream)) throw new RangeError(`"${stream}" is no key of a stream of events`);
  if (!EVENT_TYPE.test(type)) throw new RangeError(`"${type}" is no type of an event`);
  const message = defineMessage({ type, subject: eventSubject(stream, type), version: VERSION, payload });
  const { subject, version, reads, decode } = message;
  return { stream, payload: payload as z.ZodType<z.output<Schema>>, type, subject, version, reads, decode };
}
