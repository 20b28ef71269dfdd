import type { Connection } from 'mysql2/promise';
import { cutText } from './cut-text.ts';
import type { PROCESSING_STATUSES } from './tables/message-processing-logs.ts';
import type { Tx } from './transaction.ts';

export interface ProcessingLogRow {
  readonly identity: { readonly id: string; readonly generation: number; readonly enqueue: number };
  readonly subject: string;
  readonly status: (typeof PROCESSING_STATUSES)[number];
  readonly errorType?: string | undefined;
  readonly errorCode?: string | undefined;
  readonly errorMessage?: string | undefined;
  readonly processingTimeMs?: number | undefined;
  readonly attempt?: number | undefined;
  readonly worker: string;
}

const ERROR_MESSAGE_LENGTH = 4_000;

const INSERT = `INSERT INTO message_processing_logs
  (message_id, generation, enqueue, subject, status, error_type, error_code, error_message, processing_time_ms, attempt, worker)
  VALUES ?`;

/** Logs what became of messages, in the transaction in which it became true. Throws `DatabaseError`. */
export async function insertProcessingLogs(tx: Tx, rows: readonly ProcessingLogRow[]): Promise<void> {
  await writeProcessingLogs(tx, rows);
}

/** The same on any connection: for a `failed` or `deferred` that stands alone. */
export async function writeProcessingLogs(
  connection: Pick<Connection, 'query'>,
  rows: readonly ProcessingLogRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await connection.query(INSERT, [rows.map(toValues)]);
}

function toValues(row: ProcessingLogRow): (string | number | null)[] {
  return [
    row.identity.id,
    row.identity.generation,
    row.identity.enqueue,
    row.subject,
    row.status,
    row.errorType ?? null,
    row.errorCode === undefined ? null : asciiCode(row.errorCode),
    row.errorMessage === undefined ? null : cutText(row.errorMessage, ERROR_MESSAGE_LENGTH),
    row.processingTimeMs === undefined ? null : Math.round(row.processingTimeMs),
    row.attempt ?? null,
    row.worker,
  ];
}

// A code comes from whatever failed: it must not be what keeps the failure from being recorded.
function asciiCode(code: string): string {
  return code.replace(/[^\x20-\x7e]/gu, '?').slice(0, 100);
}
