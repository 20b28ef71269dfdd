import { formatEventId, SUBJECT } from '@ballast/contracts';
import type { PoolConnection, RowDataPacket } from '@ballast/database';
import type { LedgerName } from '../record-ledger.ts';
import type { OpenRow } from './open-rows.ts';

/** What each ledger's messages are sent on: another subject's message may have the same id, and is another one. */
export const SUBJECT_OF: Readonly<Record<LedgerName, string>> = {
  requests: SUBJECT.primeCheck,
  emails: SUBJECT.emailSend,
};

/** Where the newest message of a row was stored. */
export interface Place {
  readonly eventId: string;
  readonly stream: string;
  readonly streamCreated: string;
  readonly seq: number;
}

/** The rows whose newest message still waits in the outbox. */
export async function readWaiting(
  connection: Pick<PoolConnection, 'query'>,
  rows: readonly OpenRow[],
): Promise<ReadonlySet<OpenRow>> {
  if (rows.length === 0) return new Set();
  const [found] = await connection.query<RowDataPacket[]>(
    'SELECT event_id, subject FROM outbox FORCE INDEX (outbox_event_id) WHERE event_id IN (?)',
    [rows.map(eventIdOf)],
  );
  const waiting = new Set(found.map(({ event_id, subject }) => `${subject} ${event_id}`));
  return new Set(rows.filter((row) => waiting.has(messageKey(row))));
}

/** Asked after the outbox: a row moves from there to here in one transaction, so it is seen in one of them. */
export async function readPlaces(
  connection: Pick<PoolConnection, 'query'>,
  rows: readonly OpenRow[],
): Promise<ReadonlyMap<OpenRow, Place>> {
  if (rows.length === 0) return new Map();
  const [found] = await connection.query<RowDataPacket[]>(
    `SELECT event_id, subject, stream, stream_created, seq FROM outbox_history FORCE INDEX (PRIMARY)
      WHERE event_id IN (?)`,
    [rows.map(eventIdOf)],
  );
  const places = new Map(
    found.map(({ event_id, subject, stream, stream_created, seq }) => [
      `${subject} ${event_id}`,
      { eventId: event_id, stream, streamCreated: stream_created, seq: Number(seq) },
    ]),
  );
  return new Map(
    rows.flatMap((row) => {
      const place = places.get(messageKey(row));
      return place === undefined ? [] : [[row, place] as const];
    }),
  );
}

/** The rows that have a letter of their generation on which a person can act. */
export async function readLettered(
  connection: Pick<PoolConnection, 'query'>,
  rows: readonly OpenRow[],
): Promise<ReadonlySet<OpenRow>> {
  if (rows.length === 0) return new Set();
  const [found] = await connection.query<RowDataPacket[]>(
    `SELECT original_message_id AS id, original_subject AS subject, generation FROM dead_letter_messages
      FORCE INDEX (dead_letter_messages_message_id)
      WHERE original_message_id IN (?) AND status = 'pending'`,
    [rows.map(({ id }) => id)],
  );
  const lettered = new Set(found.map(({ id, subject, generation }) => `${subject} ${id}:r${generation}`));
  return new Set(
    rows.filter(({ ledger, id, generation }) => lettered.has(`${SUBJECT_OF[ledger]} ${id}:r${generation}`)),
  );
}

function eventIdOf({ id, generation, enqueue }: OpenRow): string {
  return formatEventId({ id, generation, enqueue });
}

function messageKey(row: OpenRow): string {
  return `${SUBJECT_OF[row.ledger]} ${eventIdOf(row)}`;
}
