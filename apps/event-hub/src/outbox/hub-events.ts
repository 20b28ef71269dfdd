import type { Database, ResultSetHeader, RowDataPacket, Tx } from '@ballast/database';
import type { TraceContext } from '@ballast/telemetry';
import type { CheckedEvent } from '../events/check-event.ts';

/** An accepted event that has to be published. */
export interface HubEvent extends CheckedEvent {
  readonly row: number;
  readonly enqueue: number;
  /** The trace in which it was accepted. */
  readonly trace: TraceContext;
}

/** Rows in one statement of upkeep: its locks are held for as long as it takes. */
const STEP = 500;

/** Streams that have rows: one step through the index for each. */
const STREAMS_SQL = 'SELECT stream FROM hub_events FORCE INDEX (hub_events_place) GROUP BY stream';

/** Locks no more than it returns: the index has them in this order. What another hub has claimed is passed over. */
const CLAIM_SQL = `SELECT id, event_id, subject, body, headers, enqueue FROM hub_events FORCE INDEX (hub_events_place)
  WHERE stream = ? AND stream_created IS NULL AND seq IS NULL ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED`;

const PLACES_SQL = `UPDATE hub_events FORCE INDEX (PRIMARY)
  SET stream_created = ?, seq = ELT(FIELD(id, ?), ?) WHERE id IN (?)`;

/** Per making of the stream the last place that is written down. */
const LAST_PLACES_SQL = `SELECT stream_created, MAX(seq) AS seq FROM hub_events FORCE INDEX (hub_events_place)
  WHERE stream = ? AND stream_created IS NOT NULL GROUP BY stream_created`;

const AT_SQL = `SELECT event_id, enqueue FROM hub_events FORCE INDEX (hub_events_place)
  WHERE stream = ? AND stream_created = ? AND seq = ? LIMIT 1`;

export const ACKNOWLEDGED_SQL = `DELETE FROM hub_events
  WHERE stream = ? AND stream_created = ? AND seq BETWEEN ? AND ? ORDER BY seq LIMIT ?`;

export const EXPIRED_SQL = `DELETE FROM hub_events WHERE stream = ? AND stream_created = ? AND seq < ?
  AND accepted_at < NOW(3) - INTERVAL ? SECOND ORDER BY seq LIMIT ?`;

const GIVE_BACK = 'UPDATE hub_events FORCE INDEX (hub_events_place) SET stream_created = NULL, seq = NULL';
export const ELSEWHERE_SQL = `${GIVE_BACK} WHERE stream = ? AND stream_created <> ? LIMIT ?`;
export const WENT_BACK_SQL = `${GIVE_BACK} WHERE stream = ? AND stream_created = ? LIMIT ?`;
export const TRIMMED_SQL = `${GIVE_BACK}, enqueue = enqueue + 1
  WHERE stream = ? AND stream_created = ? AND seq < ? ORDER BY seq LIMIT ?`;

export async function streamsWithRows(db: Database): Promise<string[]> {
  const [rows] = await db.pool.query<(RowDataPacket & { stream: string })[]>(STREAMS_SQL);
  return rows.map(({ stream }) => stream);
}

type Claimed = RowDataPacket & {
  id: number;
  event_id: string;
  subject: string;
  body: Buffer;
  headers: string;
  enqueue: number;
};

/** Claims what has to be published of a stream, in the order of acceptance, until the transaction ends. */
export async function claimUnpublished(tx: Tx, stream: string, limit: number): Promise<HubEvent[]> {
  const [rows] = await tx.query<Claimed[]>(CLAIM_SQL, [stream, limit]);
  return rows.map(({ id, event_id, subject, body, headers, enqueue }) => ({
    row: id,
    id: event_id,
    subject,
    body,
    enqueue,
    trace: JSON.parse(headers) as TraceContext,
  }));
}

/** Writes down where claimed events lie now. */
export async function writePlaces(
  tx: Tx,
  streamCreated: string,
  places: readonly { readonly row: number; readonly seq: number }[],
): Promise<void> {
  if (places.length === 0) return;
  const rows = places.map(({ row }) => row);
  await tx.query(PLACES_SQL, [streamCreated, rows, places.map(({ seq }) => seq), rows]);
}

/** The last place that is written down, for each making of a stream. */
export async function lastPlaces(db: Database, stream: string): Promise<Map<string, number>> {
  const [rows] = await db.pool.query<(RowDataPacket & { stream_created: string; seq: number })[]>(LAST_PLACES_SQL, [
    stream,
  ]);
  return new Map(rows.map(({ stream_created, seq }) => [stream_created, seq]));
}

/** What is written down to lie at a place; `undefined` when nothing is any more. */
export async function eventAt(db: Database, stream: string, streamCreated: string, seq: number) {
  const [[row]] = await db.pool.query<(RowDataPacket & { event_id: string; enqueue: number })[]>(AT_SQL, [
    stream,
    streamCreated,
    seq,
  ]);
  return row && { id: row.event_id, enqueue: row.enqueue };
}

/** Runs a statement whose last parameter is its limit until it finds less than that; how many rows it changed in all. */
export async function changeAll(db: Database, sql: string, parameters: readonly unknown[]): Promise<number> {
  for (let sum = 0; ; ) {
    const changed = await changeSome(db, sql, parameters);
    sum += changed;
    if (changed < STEP) return sum;
  }
}

/** One step of `changeAll`. */
export async function changeSome(db: Database, sql: string, parameters: readonly unknown[]): Promise<number> {
  const [{ affectedRows }] = await db.pool.query<ResultSetHeader>(sql, [...parameters, STEP]);
  return affectedRows;
}
