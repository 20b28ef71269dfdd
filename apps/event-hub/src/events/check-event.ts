import { EVENT_STREAM_KEY, EVENT_TYPE, eventSubject } from '@ballast/contracts';
import { toJson } from '@bufbuild/protobuf';
import { type Timestamp, TimestampSchema, timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Code, ConnectError } from '@connectrpc/connect';
import type { Event } from '../generated/services/mqhub/v1/mqhub_pb.ts';
import { encodeEvent } from './encode-event.ts';

/** An event that keeps every rule, in the form in which it is stored. */
export interface CheckedEvent {
  readonly id: string;
  readonly subject: string;
  readonly body: Uint8Array;
}

/** Visible ASCII, which is what a header of the broker carries unchanged; as long as an envelope's id may be. */
const EVENT_ID = /^[\x21-\x7e]{1,100}$/;
/** A message may have 1 MiB with its headers, and gains some more when it becomes a dead letter. */
const MAX_EVENT_BYTES = 1_000_000;

/** @throws ConnectError `invalid_argument` */
export function checkStreamKey(stream: string): void {
  if (stream === '') throw invalid('stream is required');
  if (!EVENT_STREAM_KEY.test(stream)) throw invalid('stream may have 1 to 64 letters, digits, :, ., _ and -');
}

/**
 * Checks one event of a stream whose key is right.
 *
 * @param path how the request calls the event, for the message: `event`, `events[3]`
 * @throws ConnectError `invalid_argument`, which names the field
 */
export function checkEvent(stream: string, event: Event | undefined, path: string, now: Date): CheckedEvent {
  if (event === undefined) throw invalid(`${path} is required`);
  const { eventId, eventType, source, createdAt, payload, metadata } = event;
  if (eventId === '') throw invalid(`${path}.event_id is required`);
  if (!EVENT_ID.test(eventId)) throw invalid(`${path}.event_id may have 1 to 100 visible ASCII characters`);
  if (eventType === '') throw invalid(`${path}.event_type is required`);
  if (!EVENT_TYPE.test(eventType)) {
    throw invalid(`${path}.event_type may have 1 to 64 letters, digits, :, ., _ and -`);
  }
  if (source.trim() === '') throw invalid(`${path}.source is required`);
  const body = encodeEvent({
    id: eventId,
    type: eventType,
    source,
    createdAt: writeTime(createdAt ?? timestampFromDate(now), path),
    metadata,
    payload,
  });
  if (body.length > MAX_EVENT_BYTES) {
    throw invalid(`${path} has ${body.length} bytes as it would be stored, and may have ${MAX_EVENT_BYTES}`);
  }
  return { id: eventId, subject: eventSubject(stream, eventType), body };
}

/** RFC 3339, with as many digits as the producer gave. */
function writeTime(time: Timestamp, path: string): string {
  try {
    return toJson(TimestampSchema, time) as string;
  } catch {
    throw invalid(`${path}.created_at is no time between the years 1 and 9999`);
  }
}

function invalid(message: string): ConnectError {
  return new ConnectError(message, Code.InvalidArgument);
}
