import type { Database } from '@ballast/database';
import { LEDGER_NAMES, lastRecountAgeMs, type Recount, recountLedger, SnapshotTooOld } from '@ballast/ledger';
import { type Loop, startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import type { ReconcilerMetrics } from './reconciler-metrics.ts';

export interface RecountDependencies {
  readonly db: Database;
  readonly logger: Logger;
  readonly metrics: ReconcilerMetrics;
}

export interface RecountOptions {
  readonly intervalMs: number;
  /** A count that takes longer is given up: while its snapshot is open, claims step over everything deleted since. */
  readonly deadlineMs: number;
}

/** Instances look this often whether a recount is due; whoever is first does it for all. */
const LOOK_EVERY_MS = 60_000;

/** Recounts the ledger when nobody has done so for `intervalMs`: at the first start, and then rarely. */
export function startRecount(dependencies: RecountDependencies, options: RecountOptions): Loop {
  const { db, logger } = dependencies;
  return startLoop({
    name: 'ledger recount',
    logger,
    intervalMs: (nextMs: number) => nextMs,
    runOnce: async (signal) => {
      const age = await lastRecountAgeMs(db);
      if (age !== undefined && age < options.intervalMs) return Math.min(LOOK_EVERY_MS, options.intervalMs - age);
      try {
        report(await recountLedger(db, { deadlineMs: options.deadlineMs, signal }), dependencies);
      } catch (error) {
        if (!(error instanceof SnapshotTooOld)) throw error;
        logger.warn({ err: error }, 'the recount of the ledger took too long');
        return options.intervalMs;
      }
      return LOOK_EVERY_MS;
    },
  });
}

function report({ drift, missing, isFirst, isCorrected }: Recount, { logger, metrics }: RecountDependencies): void {
  if (!isCorrected) return;
  metrics.lastRecount.set(Date.now() / 1_000);
  for (const ledger of LEDGER_NAMES) {
    // What was there before anybody counted is no drift.
    metrics.drift.set({ ledger }, isFirst ? 0 : drift[ledger]);
    metrics.missing.set({ ledger }, missing[ledger]);
  }
  if (missing.requests + missing.emails > 0) logger.error({ missing }, 'accepted rows are not there any more');
  if (!isFirst && drift.requests + drift.emails > 0)
    logger.error({ drift }, 'the ledger had drifted and was set right');
  else logger.info({ isFirst, drift }, 'ledger recounted');
}
