import type { TimelineEvent } from '@ballast/contracts/operators';
import type { PoolConnection, RowDataPacket } from '@ballast/database';
import type { IsMeant } from './is-meant.ts';

export interface LetterEventRow extends RowDataPacket {
  id: number;
  original_message_id: string | null;
  generation: number;
  attempts: number;
  error_type: string;
  error_code: string | null;
  error_message: string;
  worker: string | null;
  dlq_created_at: Date;
  status: string;
  resolution: string | null;
  resolved_at: Date | null;
  resolved_by: string | null;
}

export const LETTER_EVENT_COLUMNS = `id, original_message_id, generation, attempts, error_type, error_code, error_message,
  worker, dlq_created_at, status, resolution, resolved_at, resolved_by`;
const MAX_LETTERS = 100;

export async function letterEvents(
  connection: PoolConnection,
  messageIds: readonly string[],
  isMeant: IsMeant,
): Promise<{ ids: number[]; events: TimelineEvent[] }> {
  const [found] = await connection.query<(LetterEventRow & { original_subject: string })[]>(
    `SELECT ${LETTER_EVENT_COLUMNS}, original_subject FROM dead_letter_messages FORCE INDEX (dead_letter_messages_message_id)
     WHERE original_message_id IN (?) ORDER BY id DESC LIMIT ?`,
    [messageIds, MAX_LETTERS],
  );
  const rows = found.filter((row) => isMeant(row.original_message_id ?? '', row.original_subject));
  return { ids: rows.map(({ id }) => id), events: rows.flatMap(eventsOfLetter) };
}

/** How a letter came to be, and how it was resolved; what people did to it is in the audit log. */
export function eventsOfLetter(row: LetterEventRow): TimelineEvent[] {
  const common = {
    ...(row.original_message_id !== null && { message_id: row.original_message_id }),
    generation: row.generation,
  };
  const attempts = `${row.attempts} ${row.attempts === 1 ? 'attempt' : 'attempts'}`;
  const stored: TimelineEvent = {
    at: row.dlq_created_at.toISOString(),
    kind: 'dead_lettered',
    title: `It was given up after ${attempts} (${row.error_type}), and became dead letter ${row.id}.`,
    ...common,
    ...(row.worker !== null && { worker: row.worker }),
    ...(row.error_code !== null && { error_code: row.error_code }),
    error_message: row.error_message,
    details: { letter_id: String(row.id), error_type: row.error_type },
  };
  if (row.status !== 'resolved' || row.resolved_at === null) return [stored];
  const how =
    row.resolution === 'succeeded' ? 'its message succeeded' : 'its message failed again and has a newer letter';
  return [
    stored,
    {
      at: row.resolved_at.toISOString(),
      kind: 'act',
      title: `Dead letter ${row.id} was resolved: ${how}.`,
      ...common,
      ...(row.resolved_by !== null && { actor: row.resolved_by }),
    },
  ];
}
