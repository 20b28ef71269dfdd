import type { TimelineEvent } from '@ballast/contracts/operators';
import type { PoolConnection, RowDataPacket } from '@ballast/database';
import type { IsMeant } from './is-meant.ts';

interface LogRow extends RowDataPacket {
  message_id: string;
  subject: string;
  generation: number;
  enqueue: number;
  status: 'processing' | 'success' | 'failed' | 'retry' | 'deferred';
  error_code: string | null;
  error_message: string | null;
  processing_time_ms: number | null;
  attempt: number | null;
  worker: string;
  created_at: Date;
}

const MAX_ROWS = 500;

const KINDS: Readonly<Record<LogRow['status'], TimelineEvent['kind']>> = {
  processing: 'started',
  success: 'succeeded',
  failed: 'attempt_failed',
  retry: 'attempt_failed',
  deferred: 'deferred',
};

/** What became of each delivery, as far as it left a row: a first delivery that succeeds leaves none. */
export async function deliveryEvents(
  connection: PoolConnection,
  ids: readonly string[],
  isMeant: IsMeant,
): Promise<TimelineEvent[]> {
  const [found] = await connection.query<LogRow[]>(
    `SELECT message_id, subject, generation, enqueue, status, error_code, error_message, processing_time_ms, attempt, worker,
       created_at
     FROM message_processing_logs FORCE INDEX (message_processing_logs_identity)
     WHERE message_id IN (?) ORDER BY id DESC LIMIT ?`,
    [ids, MAX_ROWS],
  );
  const rows = found.filter(({ message_id, subject }) => isMeant(message_id, subject));
  return rows.map((row) => ({
    at: row.created_at.toISOString(),
    kind: KINDS[row.status],
    title: titleOf(row),
    message_id: row.message_id,
    generation: row.generation,
    ...(row.attempt !== null && { attempt: row.attempt }),
    worker: row.worker,
    ...(row.error_code !== null && { error_code: row.error_code }),
    ...(row.error_message !== null && { error_message: row.error_message }),
    details: {
      enqueue: row.enqueue,
      ...(row.processing_time_ms !== null && { processing_time_ms: row.processing_time_ms }),
    },
  }));
}

function titleOf(row: LogRow): string {
  const why = row.error_code ?? row.error_message ?? 'no reason was given';
  switch (row.status) {
    case 'processing':
      return 'A worker took it by itself, because an earlier delivery left no trace.';
    case 'success':
      return 'A worker finished it.';
    case 'failed':
    case 'retry':
      return `${row.attempt === null ? 'An attempt' : `Attempt ${row.attempt}`} failed: ${why}.`;
    case 'deferred':
      return `It was put off, which is no attempt: ${why}.`;
  }
}
