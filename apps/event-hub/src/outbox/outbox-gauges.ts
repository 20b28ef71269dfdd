import type { Database, RowDataPacket } from '@ballast/database';
import { type Loop, startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import type { OutboxMetrics } from './outbox-metrics.ts';

const EVERY_MS = 5_000;

const COUNT_SQL = `SELECT stream_created IS NULL AS is_waiting, COUNT(*) AS events, MIN(id) AS oldest
  FROM hub_events FORCE INDEX (hub_events_place) GROUP BY stream, stream_created`;
const OLDEST_SQL = 'SELECT MIN(accepted_at) AS accepted_at FROM hub_events WHERE id IN (?)';

/** Measures what the outbox holds every 5 s: also, and above all, while nothing can be published. */
export function startOutboxGauges(db: Database, metrics: OutboxMetrics, logger: Logger): Loop {
  return startLoop({ name: 'outbox gauges', logger, intervalMs: EVERY_MS, runOnce: () => measureOutbox(db, metrics) });
}

async function measureOutbox(db: Database, { rows, oldest }: OutboxMetrics): Promise<void> {
  const [counts] =
    await db.pool.query<(RowDataPacket & { is_waiting: 0 | 1; events: number; oldest: number })[]>(COUNT_SQL);
  const waiting = counts.filter(({ is_waiting }) => is_waiting === 1);
  const sum = (some: typeof counts) => some.reduce((total, { events }) => total + events, 0);
  oldest.set(
    await oldestOf(
      db,
      waiting.map((one) => one.oldest),
    ),
  );
  rows.set({ state: 'waiting' }, sum(waiting));
  rows.set({ state: 'published' }, sum(counts) - sum(waiting));
}

async function oldestOf(db: Database, ids: readonly number[]): Promise<number> {
  if (ids.length === 0) return 0;
  const [[row]] = await db.pool.query<(RowDataPacket & { accepted_at: Date | null })[]>(OLDEST_SQL, [ids]);
  return (row?.accepted_at?.getTime() ?? 0) / 1_000;
}
