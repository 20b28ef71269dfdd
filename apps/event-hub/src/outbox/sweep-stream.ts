import { eventStreamName, firstIdentity, formatEventId } from '@ballast/contracts';
import { MessagingError, readStored, type StreamProgress, streamProgress } from '@ballast/messaging';
import type { Logger } from '@ballast/telemetry';
import {
  ACKNOWLEDGED_SQL,
  changeAll,
  changeSome,
  ELSEWHERE_SQL,
  EXPIRED_SQL,
  eventAt,
  lastPlaces,
  TRIMMED_SQL,
  WENT_BACK_SQL,
} from './hub-events.ts';
import { keepGroups, readGroups } from './known-groups.ts';
import type { RelayPorts } from './relay-stream.ts';

export interface SweepPorts extends RelayPorts {
  readonly logger: Logger;
  /** How long a stream keeps its events. */
  readonly maxAgeMs: number;
}

export interface Swept {
  /** The making of the stream that was looked at. */
  readonly created: string;
  /** Rows whose event every group has acknowledged. */
  readonly acknowledged: number;
  /** Rows whose event left the stream by its age before every group had it. */
  readonly expired: number;
  /** Rows whose event the broker lost, and that are published again. */
  readonly lost: number;
  /** Rows whose event the stream dropped before every group had it, and that are published again. */
  readonly trimmed: number;
}

/**
 * Looks at the groups of a stream, and at the accepted events that were published to it:
 *
 *     lies in the stream -> every known group has acknowledged it -> deleted
 *     the stream was made anew, or went back to an older state -> its groups are made again, published again
 *     the stream dropped it -> published again, once the groups have read enough; older than the stream keeps -> deleted
 *
 * `undefined` when there is no stream and nothing that it is needed for. Throws MessagingError, ConnectError, DatabaseError.
 */
export async function sweepStream(ports: SweepPorts, stream: string, hasRows: boolean): Promise<Swept | undefined> {
  const { db, messaging, streams, logger } = ports;
  // Both before the broker is asked: what is written down by then is true of what it says.
  const known = await readGroups(db, stream);
  const places = await lastPlaces(db, stream);
  const progress = hasRows
    ? await streams.use(stream, () => progressOf(ports, stream))
    : await streamProgress(messaging, stream);
  if (progress === undefined) return undefined;
  const isComplete = await keepGroups(ports, stream, known, progress);
  const { created } = progress;
  const nothing = { created, acknowledged: 0, expired: 0, lost: 0, trimmed: 0 };
  if (places.size === 0) return nothing;

  let lost = await changeAll(db, ELSEWHERE_SQL, [stream, created]);
  if (await wentBack(ports, stream, progress, places.get(created))) {
    lost += await changeAll(db, WENT_BACK_SQL, [stream, created]);
  }
  if (lost > 0) logger.warn({ stream, events: lost }, 'events that the broker lost are published again');
  if (!isComplete || lost > 0) return { ...nothing, lost };
  return { ...nothing, ...(await settle(ports, stream, progress)) };
}

async function progressOf({ messaging }: SweepPorts, stream: string): Promise<StreamProgress> {
  const progress = await streamProgress(messaging, stream);
  if (progress === undefined) throw new MessagingError('no_stream', `there is no stream of ${stream}`);
  return progress;
}

/**
 * Whether the stream is in an older state than one that we have seen, as after a restore: then the last place that was written
 * down is not there yet, or is another event's.
 */
async function wentBack(
  { db, messaging }: SweepPorts,
  stream: string,
  { created, firstSeq, lastSeq }: StreamProgress,
  seq: number | undefined,
): Promise<boolean> {
  if (seq === undefined || seq < firstSeq) return false;
  if (seq > lastSeq) return true;
  const expected = await eventAt(db, stream, created, seq);
  const stored = await readStored(messaging, eventStreamName(stream), seq);
  if (expected === undefined || stored === undefined) return false;
  return stored.messageId !== formatEventId({ ...firstIdentity(expected.id), enqueue: expected.enqueue });
}

async function settle(
  { db, logger, maxAgeMs }: SweepPorts,
  stream: string,
  { created, groups, firstSeq, messages }: StreamProgress,
): Promise<Pick<Swept, 'acknowledged' | 'expired' | 'trimmed'>> {
  // Before the first group comes there is nobody to deliver to: an event waits for it.
  const floor = groups.length === 0 ? 0 : Math.min(...groups.map(({ acknowledgedSeq }) => acknowledgedSeq));
  // Of what the stream has dropped nobody can tell any more who has read it, and who was never given it.
  const acknowledged = floor < firstSeq ? 0 : await changeAll(db, ACKNOWLEDGED_SQL, [stream, created, firstSeq, floor]);
  const expired = await changeAll(db, EXPIRED_SQL, [stream, created, firstSeq, Math.ceil(maxAgeMs / 1_000)]);
  if (expired > 0) logger.warn({ stream, events: expired }, 'events expired before every group had acknowledged them');
  // A full stream drops its oldest for each that comes. Before half of it is read, publishing again what it dropped would only
  // make it drop what is unread too; without groups there is nobody to read it.
  const unread = Math.max(0, ...groups.map((group) => group.unread));
  const hasRoom = groups.length > 0 && unread * 2 <= messages;
  const trimmed = hasRoom ? await changeSome(db, TRIMMED_SQL, [stream, created, firstSeq]) : 0;
  if (trimmed > 0) logger.warn({ stream, events: trimmed }, 'events that the stream dropped are published again');
  return { acknowledged, expired, trimmed };
}
