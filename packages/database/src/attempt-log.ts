import type { RowDataPacket } from 'mysql2/promise';
import type { Database } from './open-database.ts';
import { type ProcessingLogRow, writeProcessingLogs } from './processing-logs.ts';

/** What the rows of one enqueue of a message tell. */
interface AttemptHistory {
  /** `failed` rows: attempts spent. */
  readonly failed: number;
  readonly firstFailedAt: Date | undefined;
  readonly lastFailedCode: string | undefined;
  /** Rows that say what became of a delivery: all but the started-marks. */
  readonly outcomes: number;
  /** Who wrote the started-marks that no outcome follows, the oldest first. */
  readonly openMarks: readonly string[];
}

/** Where attempts are counted. The shape of what a consumer asks for. */
export interface AttemptLog {
  /** Resolves when the row is committed. Throws `DatabaseError`. */
  record(row: ProcessingLogRow): Promise<void>;
  /** What is known about this enqueue of a message. Throws `DatabaseError`. */
  history(identity: ProcessingLogRow['identity']): Promise<AttemptHistory>;
}

interface HistoryRow extends RowDataPacket {
  readonly id: number;
  readonly status: ProcessingLogRow['status'];
  readonly error_code: string | null;
  readonly worker: string;
  readonly created_at: Date;
}

/**
 * A row or two for each delivery, of which the broker makes 64 at most. By the index on the identity, which the servers do
 * not choose by themselves when the rows are to come in order: so they are put in order here.
 */
export const READ_HISTORY = `SELECT id, status, error_code, worker, created_at
  FROM message_processing_logs FORCE INDEX (message_processing_logs_identity)
  WHERE message_id = ? AND generation = ? AND enqueue = ?`;

export function createAttemptLog(db: Database): AttemptLog {
  return {
    record: (row) => db.withConnection((connection) => writeProcessingLogs(connection, [row])),
    history: ({ id, generation, enqueue }) =>
      db.withConnection(async (connection) => {
        const [rows] = await connection.execute<HistoryRow[]>(READ_HISTORY, [id, generation, enqueue]);
        return toHistory(rows.toSorted((a, b) => a.id - b.id));
      }),
  };
}

function toHistory(rows: readonly HistoryRow[]): AttemptHistory {
  const failed = rows.filter(({ status }) => status === 'failed');
  const outcomes = rows.filter(({ status }) => status !== 'processing');
  const lastOutcome = rows.findLastIndex(({ status }) => status !== 'processing');
  return {
    failed: failed.length,
    firstFailedAt: failed[0]?.created_at,
    lastFailedCode: failed.at(-1)?.error_code ?? undefined,
    outcomes: outcomes.length,
    openMarks: rows.slice(lastOutcome + 1).map(({ worker }) => worker),
  };
}
