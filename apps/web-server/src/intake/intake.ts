import { type Database, GroupCommit } from '@ballast/database';
import { METRICS, type Metrics } from '@ballast/telemetry';
import { commitKeyed } from './commit-keyed.ts';
import { commitPlain } from './commit-plain.ts';
import type { IntakeResult, KeyedSubmission, Submission } from './submission.ts';

export interface IntakeOptions {
  readonly maxGroup: number;
  readonly maxQueued: number;
  /** Called after each commit with the ids that were newly stored. */
  readonly onCommitted: (ids: readonly string[]) => void;
  readonly metrics: Metrics;
  /** How long a commit in doubt is resolved, in ms; default 10 s. */
  readonly resolveWithinMs?: number;
}

/**
 * Where requests enter: those that arrive while a transaction is under way are committed together by the next one.
 * There is no timer, so an idle server commits at once, and a busy one pays for one fsync per group.
 *
 * Submissions with an idempotency key go in groups of their own: a key that another transaction holds open makes its
 * whole group wait, and must not hold up requests that have none.
 */
export class Intake {
  readonly #plain: GroupCommit<Submission, IntakeResult>;
  readonly #keyed: GroupCommit<KeyedSubmission, IntakeResult>;

  constructor(db: Database, options: IntakeOptions) {
    const groupSize = options.metrics.histogram(METRICS.http.intakeGroup);
    options.metrics.gauge(METRICS.http.intakeWaiting, (waiting) => {
      waiting.set({ lane: 'plain' }, this.#plain.queued);
      waiting.set({ lane: 'keyed' }, this.#keyed.queued);
    });
    const resolveWithinMs = options.resolveWithinMs ?? 10_000;
    const tell = (results: readonly IntakeResult[]) => {
      options.onCommitted(results.flatMap((one) => (one.kind === 'accepted' ? [one.accepted.id] : [])));
    };
    this.#plain = new GroupCommit({
      what: 'requests',
      maxGroup: options.maxGroup,
      maxQueued: options.maxQueued,
      commit: async (submissions) => {
        const results = await commitPlain(db, submissions, resolveWithinMs);
        groupSize.observe({ lane: 'plain' }, submissions.length);
        tell(results);
        return results;
      },
    });
    this.#keyed = new GroupCommit({
      what: 'requests',
      maxGroup: options.maxGroup,
      maxQueued: options.maxQueued,
      commit: async (submissions) => {
        const results = await commitKeyed(db, submissions, resolveWithinMs);
        groupSize.observe({ lane: 'keyed' }, submissions.length);
        tell(results);
        return results;
      },
    });
  }

  /**
   * Stores a submission and resolves once it is committed. Throws `GroupCommitFullError` when too many wait already, and
   * a `DatabaseError` when it is not (or not known to be) committed.
   */
  submit(submission: Submission | KeyedSubmission): Promise<IntakeResult> {
    return 'key' in submission ? this.#keyed.submit(submission) : this.#plain.submit(submission);
  }

  /** Commits what waits; nothing is taken afterwards. */
  async close(): Promise<void> {
    await Promise.all([this.#plain.close(), this.#keyed.close()]);
  }
}
