import type { DeadLetter } from '@ballast/contracts/operators';
import type { RowDataPacket } from '@ballast/database';

/** What a list shows of a letter. */
export interface LetterRow extends RowDataPacket {
  id: number;
  original_subject: string;
  original_message_id: string | null;
  error_type: DeadLetter['error_type'];
  error_code: string | null;
  error_message: string;
  status: DeadLetter['status'];
  resolution: NonNullable<DeadLetter['resolution']> | null;
  generation: number;
  attempts: number;
  retry_count: number;
  fingerprint: string | null;
  consumer: string | null;
  trace_id: string | null;
  edited_at: Date | null;
  original_created_at: Date | null;
  dlq_created_at: Date;
  last_retry_at: Date | null;
  resolved_at: Date | null;
  resolved_by: string | null;
}

/** The columns of a `LetterRow`, for a query over `dead_letter_messages AS m`. */
export const LETTER_COLUMNS = `m.id, m.original_subject, m.original_message_id, m.error_type, m.error_code, m.error_message,
  m.status, m.resolution, m.generation, m.attempts, m.retry_count, m.fingerprint, m.consumer, m.trace_id, m.edited_at,
  m.original_created_at, m.dlq_created_at, m.last_retry_at, m.resolved_at, m.resolved_by`;

/** What the outside sees of a letter: what it does not have is left out. */
export function toDeadLetter(row: LetterRow): DeadLetter {
  return {
    id: String(row.id),
    original_subject: row.original_subject,
    error_type: row.error_type,
    error_message: row.error_message,
    status: row.status,
    generation: row.generation,
    attempts: row.attempts,
    retry_count: row.retry_count,
    is_edited: row.edited_at !== null,
    dlq_created_at: row.dlq_created_at.toISOString(),
    ...(row.original_message_id !== null && { original_message_id: row.original_message_id }),
    ...(row.error_code !== null && { error_code: row.error_code }),
    ...(row.resolution !== null && { resolution: row.resolution }),
    ...(row.fingerprint !== null && { fingerprint: row.fingerprint }),
    ...(row.consumer !== null && { consumer: row.consumer }),
    ...(row.trace_id !== null && { trace_id: row.trace_id }),
    ...(row.original_created_at !== null && { original_created_at: row.original_created_at.toISOString() }),
    ...(row.last_retry_at !== null && { last_retry_at: row.last_retry_at.toISOString() }),
    ...(row.resolved_at !== null && { resolved_at: row.resolved_at.toISOString() }),
    ...(row.resolved_by !== null && { resolved_by: row.resolved_by }),
  };
}
