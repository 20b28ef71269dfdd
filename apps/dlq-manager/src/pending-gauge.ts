import type { Database, RowDataPacket } from '@ballast/database';
import { ERROR_TYPES, type ErrorType } from '@ballast/reliability';
import { type Loop, startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import type { ManagerMetrics } from './manager-metrics.ts';
import { SUBJECT_LABELS, subjectLabel } from './subject-label.ts';

const EVERY_MS = 10_000;
/** Counting takes at most this share of the time. */
const REST = 20;

interface PendingCount extends RowDataPacket {
  subject: string;
  type: ErrorType;
  count: number;
  oldest: Date;
}

/** Counts what waits for somebody to act, every 10 s, or less often where there is a lot to count. */
export function startPendingGauge(db: Database, metrics: ManagerMetrics, logger: Logger): Loop {
  return startLoop({
    name: 'pending letters',
    logger,
    intervalMs: (tookMs: number) => Math.max(EVERY_MS, tookMs * REST),
    runOnce: async () => {
      const startedAt = performance.now();
      await measurePending(db, metrics);
      return performance.now() - startedAt;
    },
  });
}

/** Sets the gauges to what the database says now. */
export async function measurePending(
  db: Database,
  metrics: Pick<ManagerMetrics, 'pending' | 'oldestPending'>,
): Promise<void> {
  const counts = await db.withConnection(async (connection) => {
    const [rows] = await connection.query<PendingCount[]>(
      `SELECT original_subject AS subject, error_type AS type, COUNT(*) AS count, MIN(dlq_created_at) AS oldest
       FROM dead_letter_messages WHERE status = 'pending' GROUP BY original_subject, error_type`,
    );
    return rows;
  });
  for (const subject of SUBJECT_LABELS) {
    for (const type of ERROR_TYPES) {
      const ofBoth = counts.filter((row) => subjectLabel(row.subject) === subject && row.type === type);
      metrics.pending.set(
        { subject, type },
        ofBoth.reduce((sum, { count }) => sum + Number(count), 0),
      );
    }
  }
  const oldestMs = Math.min(...counts.map(({ oldest }) => oldest.getTime()));
  metrics.oldestPending.set(counts.length === 0 ? 0 : oldestMs / 1000);
}
