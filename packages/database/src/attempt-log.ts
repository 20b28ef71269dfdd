import type { RowDataPacket } from 'mysql2/promise';
import { DatabaseError } from './database-error.ts';
import type { Database } from './open-database.ts';
import { type ProcessingLogRow, writeProcessingLogs } from './processing-logs.ts';

interface Verdict {
  readonly type: 'permanent' | 'poison';
  readonly code: string;
  readonly message: string;
}

/** What the rows of one enqueue of a message tell. */
interface AttemptHistory {
  /** `failed` rows: attempts spent. */
  readonly failed: number;
  readonly firstFailedAt: Date | undefined;
  readonly lastFailedCode: string | undefined;
  readonly lastFailedMessage: string | undefined;
  /** The last `failed` row that is final, if no `success` came after it. */
  readonly verdict: Verdict | undefined;
  /** Rows that say what became of a delivery: all but the started-marks. */
  readonly outcomes: number;
  /** Who wrote the started-marks that nothing has closed, the oldest first. */
  readonly openMarks: readonly string[];
}

/** Where attempts are counted. The shape of what a consumer asks for. */
export interface AttemptLog {
  /** Resolves when the row is committed. Throws `DatabaseError`. */
  record(row: ProcessingLogRow): Promise<void>;
  /** What is known about this enqueue of a message of this subject. Throws `DatabaseError`. */
  history(identity: ProcessingLogRow['identity'], subject: string): Promise<AttemptHistory>;
}

interface HistoryRow extends RowDataPacket {
  readonly id: number;
  readonly status: ProcessingLogRow['status'];
  readonly error_type: string | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly worker: string;
  readonly created_at: Date;
}

/**
 * A row or two for each delivery, of which the broker makes 64 at most. By the index on the identity, which the servers do
 * not choose by themselves when the rows are to come in order: so they are put in order here. Another subject's rows of
 * the same identity, if there are any, are few as well.
 */
export const READ_HISTORY = `SELECT id, status, error_type, error_code, error_message, worker, created_at
  FROM message_processing_logs FORCE INDEX (message_processing_logs_identity)
  WHERE message_id = ? AND generation = ? AND enqueue = ? AND subject = ?`;

/**
 * Consumers wait 10 s for an answer and then go on as if there were no row. So a row is not begun later than this, and is
 * cut, not left to be written behind their backs, if it takes longer than that.
 */
const LATEST_START_MS = 5_000;
const LIMIT = { deadlineMs: 4_500 };

export function createAttemptLog(db: Database): AttemptLog {
  return {
    record: (row) => {
      const latest = performance.now() + LATEST_START_MS;
      return db.withConnection(async (connection) => {
        if (performance.now() > latest) throw new DatabaseError('timeout', 'No connection in time to write an attempt');
        await writeProcessingLogs(connection, [row]);
      }, LIMIT);
    },
    history: ({ id, generation, enqueue }, subject) =>
      db.withConnection(async (connection) => {
        const [rows] = await connection.execute<HistoryRow[]>(READ_HISTORY, [id, generation, enqueue, subject]);
        return toHistory(rows.toSorted((a, b) => a.id - b.id));
      }, LIMIT),
  };
}

function toHistory(rows: readonly HistoryRow[]): AttemptHistory {
  const failed = rows.filter(({ status }) => status === 'failed');
  const outcomes = rows.filter(({ status }) => status !== 'processing');
  return {
    failed: failed.length,
    firstFailedAt: failed[0]?.created_at,
    lastFailedCode: failed.at(-1)?.error_code ?? undefined,
    lastFailedMessage: failed.at(-1)?.error_message ?? undefined,
    verdict: verdictOf(rows),
    outcomes: outcomes.length,
    openMarks: openMarksOf(rows),
  };
}

function verdictOf(rows: readonly HistoryRow[]): Verdict | undefined {
  const final = rows.findLast(
    ({ status, error_type }) => status === 'success' || (status === 'failed' && isFinal(error_type)),
  );
  if (final === undefined || !isFinal(final.error_type)) return undefined;
  const { error_type: type, error_code: code, error_message: message } = final;
  return { type, code: code ?? type, message: message ?? type };
}

function isFinal(type: string | null): type is Verdict['type'] {
  return type === 'permanent' || type === 'poison';
}

/** What became of a message closes all marks before it. A delivery that was put off says only that its own worker lives. */
function openMarksOf(rows: readonly HistoryRow[]): string[] {
  let open: string[] = [];
  for (const { status, worker } of rows) {
    if (status === 'processing') open.push(worker);
    else open = status === 'deferred' ? open.filter((other) => other !== worker) : [];
  }
  return open;
}
