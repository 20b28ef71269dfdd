import { formatEventId } from '@ballast/contracts';
import type { PoolConnection, RowDataPacket } from '@ballast/database';
import type { OpenRow } from './open-rows.ts';

/** Where the newest message of a row was stored. */
export interface Place {
  readonly eventId: string;
  readonly stream: string;
  readonly streamCreated: string;
  readonly seq: number;
}

/** Event ids of the rows' newest messages, those that still wait in the outbox. */
export async function readWaiting(
  connection: Pick<PoolConnection, 'query'>,
  rows: readonly OpenRow[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const [found] = await connection.query<RowDataPacket[]>(
    'SELECT event_id FROM outbox FORCE INDEX (outbox_event_id) WHERE event_id IN (?)',
    [rows.map(eventIdOf)],
  );
  return new Set(found.map((row) => row.event_id as string));
}

/** Asked after the outbox: a row moves from there to here in one transaction, so it is seen in one of them. */
export async function readPlaces(
  connection: Pick<PoolConnection, 'query'>,
  rows: readonly OpenRow[],
): Promise<ReadonlyMap<string, Place>> {
  if (rows.length === 0) return new Map();
  const [found] = await connection.query<RowDataPacket[]>(
    `SELECT event_id, stream, stream_created, seq FROM outbox_history FORCE INDEX (PRIMARY) WHERE event_id IN (?)`,
    [rows.map(eventIdOf)],
  );
  return new Map(
    found.map((row) => [
      row.event_id as string,
      { eventId: row.event_id, stream: row.stream, streamCreated: row.stream_created, seq: Number(row.seq) },
    ]),
  );
}

/** The rows that have a letter of their generation on which a person can act. */
export async function readLettered(
  connection: Pick<PoolConnection, 'query'>,
  rows: readonly OpenRow[],
): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set();
  const [found] = await connection.query<RowDataPacket[]>(
    `SELECT original_message_id AS id, generation FROM dead_letter_messages
      FORCE INDEX (dead_letter_messages_message_id)
      WHERE original_message_id IN (?) AND status = 'pending'`,
    [rows.map(({ id }) => id)],
  );
  const generations = new Map(rows.map(({ id, generation }) => [id, generation]));
  return new Set(found.filter((row) => generations.get(row.id) === row.generation).map((row) => row.id as string));
}

export function eventIdOf({ id, generation, enqueue }: OpenRow): string {
  return formatEventId({ id, generation, enqueue });
}
