import { type Database, GroupCommit } from '@ballast/database';
import type { Clock } from '@ballast/runtime';
import { recordedTraceId } from '@ballast/telemetry';
import { storeVerdicts } from './store-verdicts.ts';
import type { Decision, Verdict } from './verdict.ts';
import type { WorkerMetrics } from './worker-metrics.ts';

export interface VerdictStoreOptions {
  /** The most verdicts in one transaction. */
  readonly maxGroup: number;
  readonly worker: string;
  readonly clock: Clock;
  readonly metrics: Pick<WorkerMetrics, 'groupSize' | 'timeToVerdict'>;
  /** Called after each commit that changed something. */
  readonly onCommitted: (change: Committed) => void;
}

interface Committed {
  /** The requests that have a verdict now. */
  readonly ids: readonly string[];
  readonly mailsEnqueued: number;
}

/** Stores verdicts in groups: those that are found while a transaction is under way are committed together by the next. */
export class VerdictStore {
  readonly #groups: GroupCommit<Verdict, Decision>;

  constructor(db: Database, options: VerdictStoreOptions) {
    this.#groups = new GroupCommit({
      what: 'verdicts',
      maxGroup: options.maxGroup,
      // The consumer's concurrency bounds how many verdicts there can be.
      maxQueued: options.maxGroup * 2,
      commit: async (verdicts) => {
        const context = { worker: options.worker, now: options.clock.now() };
        const { decisions, mailsEnqueued, accepted } = await storeVerdicts(db, verdicts, context);
        options.metrics.groupSize.observe(verdicts.length);
        const committedAt = options.clock.now().getTime();
        for (const { at, trace } of accepted) {
          // The clock of the machine that accepted it may be ahead of ours.
          const seconds = Math.max(0, committedAt - at.getTime()) / 1_000;
          options.metrics.timeToVerdict.observe(seconds, recordedTraceId(trace));
        }
        const ids = verdicts.flatMap(({ identity }, i) => (decisions[i] === 'stored' ? [identity.id] : []));
        if (ids.length > 0) options.onCommitted({ ids, mailsEnqueued });
        return decisions;
      },
    });
  }

  /** Resolves once the transaction with this verdict is committed. Throws DatabaseError. */
  store(verdict: Verdict): Promise<Decision> {
    return this.#groups.submit(verdict);
  }

  /** Commits what waits; nothing is taken afterwards. */
  close(): Promise<void> {
    return this.#groups.close();
  }
}
