import type { Database } from '@ballast/database';
import { type Loop, startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import type { ManagerMetrics } from '../manager-metrics.ts';
import type { Batches } from './batches.ts';
import { daysAgo } from './cutoff.ts';
import { purgeIdempotencyKeys } from './purge-idempotency-keys.ts';
import { countOverduePending, purgeLetters } from './purge-letters.ts';
import { purgeLoginTokens } from './purge-login-tokens.ts';
import { purgeOutboxHistory } from './purge-outbox-history.ts';
import { purgeProcessingLogs } from './purge-processing-logs.ts';
import { purgeRedriveJobs } from './purge-redrive-jobs.ts';
import { purgeSessions } from './purge-sessions.ts';
import { purgeStatistics } from './purge-statistics.ts';
import { purgeWorkers } from './purge-workers.ts';
import { PURGED, type Purged } from './purged.ts';

const EVERY_MS = 10 * 60_000;

/** How old what may become, in days. */
export interface RetentionDays extends Readonly<Record<Purged, number>> {
  /** Pending letters older than this are told; they are never deleted. */
  readonly pending_letters: number;
}

export interface RetentionPorts {
  readonly db: Database;
  readonly metrics: Pick<ManagerMetrics, 'purged' | 'overduePending' | 'lastRetention'>;
  readonly logger: Logger;
  readonly onProgress: () => void;
}

const PURGES: Readonly<Record<Purged, (db: Database, before: Date, batchSize: number) => Batches>> = {
  processing_logs: purgeProcessingLogs,
  resolved_letters: (db, before, batchSize) => purgeLetters(db, 'resolved', before, batchSize),
  discarded_letters: (db, before, batchSize) => purgeLetters(db, 'discarded', before, batchSize),
  statistics: purgeStatistics,
  outbox_history: purgeOutboxHistory,
  redrive_jobs: purgeRedriveJobs,
  workers: purgeWorkers,
  sessions: purgeSessions,
  login_tokens: purgeLoginTokens,
  idempotency_keys: purgeIdempotencyKeys,
};

/** Deletes all that is too old, in small batches, until nothing is left or `signal` says stop; returns the row counts. */
export async function applyRetention(
  ports: RetentionPorts,
  days: RetentionDays,
  batchSize: number,
  now: Date,
  signal?: AbortSignal,
): Promise<Record<Purged, number>> {
  const { db, metrics, logger, onProgress } = ports;
  const overdue = await countOverduePending(db, daysAgo(days.pending_letters, now));
  metrics.overduePending.set(overdue);
  if (overdue > 0) {
    logger.warn({ overdue, days: days.pending_letters }, `${overdue} dead letters have been pending for too long`);
  }
  const purged = Object.fromEntries(PURGED.map((what) => [what, 0])) as Record<Purged, number>;
  for (const what of PURGED) {
    for await (const deleted of PURGES[what](db, daysAgo(days[what], now), batchSize)) {
      purged[what] += deleted;
      metrics.purged.inc({ what }, deleted);
      onProgress();
      if (signal?.aborted === true) return purged;
    }
  }
  metrics.lastRetention.set(Date.now() / 1000);
  return purged;
}

/** Every ten minutes, and at the start. Several processes may do it at once: what one deletes the other finds gone. */
export function startRetention(ports: RetentionPorts, days: RetentionDays, batchSize: number): Loop {
  return startLoop({
    name: 'retention',
    logger: ports.logger,
    intervalMs: EVERY_MS,
    runOnce: async (signal) => {
      const purged = await applyRetention(ports, days, batchSize, new Date(), signal);
      const told = Object.entries(purged).filter(([, count]) => count > 0);
      if (told.length > 0) ports.logger.info({ purged: Object.fromEntries(told) }, 'deleted what was too old');
    },
  });
}
