import type { TimelineEvent } from '@ballast/contracts/operators';
import type { PoolConnection, RowDataPacket } from '@ballast/database';

interface RequestRow extends RowDataPacket {
  id: string;
  digits: number;
  status: string;
  is_prime: number | null;
  certainty: string | null;
  created_at: Date;
  completed_at: Date | null;
}

/** A request's beginning and its verdict. */
export async function requestEvents(connection: PoolConnection, id: string): Promise<TimelineEvent[]> {
  const [[row]] = await connection.query<RequestRow[]>(
    `SELECT id, LENGTH(number) AS digits, status, is_prime, certainty, created_at, completed_at
     FROM prime_checks WHERE id = ?`,
    [id],
  );
  if (row === undefined) return [];
  const accepted: TimelineEvent = {
    at: row.created_at.toISOString(),
    kind: 'accepted',
    title: `A number of ${row.digits} ${row.digits === 1 ? 'digit' : 'digits'} was accepted.`,
    message_id: row.id,
  };
  if (row.completed_at === null) return [accepted];
  const verdict = row.is_prime === 1 ? 'prime' : 'not prime';
  return [
    accepted,
    {
      at: row.completed_at.toISOString(),
      kind: 'completed',
      title: `The verdict was stored: ${verdict} (${row.certainty}).`,
      message_id: row.id,
    },
  ];
}
