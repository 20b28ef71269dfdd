import type { OperatorTopic } from '@ballast/contracts/operators';
import type { Database, RowDataPacket } from '@ballast/database';
import { startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';

/** Tells operators' pages which of what they show is not as it was. */
export interface OperatorFeed {
  follow(listener: (what: OperatorTopic) => void): () => void;
  close(): Promise<void>;
}

export interface OperatorFeedOptions {
  readonly db: Database;
  readonly logger: Logger;
}

const LOOK_MS = 1_000;

/**
 * A mark for each topic, which is another one when something of it was changed: one statement, each part of which is the end
 * of an index or a table of few rows. What operators do with letters is in the audit, so its end is in the letters' mark too.
 */
const MARKS = `
  SELECT
    CONCAT_WS(' ', audit, newest, pending, reprocessing, grouped) AS 'dead-letters', jobs, rules, audit, limits, workers AS 'system'
  FROM (
    SELECT
      (SELECT MAX(seq) FROM audit_log) AS audit,
      (SELECT MAX(id) FROM dead_letter_messages) AS newest,
      (SELECT COUNT(*) FROM dead_letter_messages WHERE status = 'pending') AS pending,
      (SELECT COUNT(*) FROM dead_letter_messages WHERE status = 'reprocessing') AS reprocessing,
      (SELECT MAX(changed_at) FROM dead_letter_groups) AS grouped,
      (SELECT CONCAT_WS(' ', COUNT(*), MAX(updated_at)) FROM redrive_jobs) AS jobs,
      (SELECT CONCAT_WS(' ', COUNT(*), MAX(updated_at), (SELECT MAX(changed_at) FROM dlq_switches)) FROM dlq_rules) AS rules,
      (SELECT CONCAT_WS(' ', COUNT(*), MAX(updated_at)) FROM rate_limit_modes) AS limits,
      (SELECT CONCAT_WS(' ', COUNT(*), SUM(status = 'healthy'), MAX(id)) FROM worker_health_checks) AS workers
  ) AS marks`;

/**
 * Looks once a second while anybody listens, for all of them together. It tells only that something changed: whoever comes
 * late, or misses a hint while the database is away, asks for everything when it connects, and nothing depends on a hint.
 */
export function openOperatorFeed({ db, logger }: OperatorFeedOptions): OperatorFeed {
  const listeners = new Set<(what: OperatorTopic) => void>();
  let known: Readonly<Record<string, unknown>> | undefined;

  const loop = startLoop({
    name: 'operator-feed',
    logger,
    intervalMs: LOOK_MS,
    runOnce: async () => {
      if (listeners.size === 0) {
        known = undefined;
        return;
      }
      const before = known;
      const [[marks]] = await db.withConnection((connection) => connection.query<RowDataPacket[]>(MARKS));
      if (marks === undefined) return;
      known = marks;
      if (before === undefined) return;
      for (const what of Object.keys(marks) as OperatorTopic[]) {
        if (String(marks[what]) !== String(before[what])) for (const listener of listeners) listener(what);
      }
    },
  });

  return {
    follow(listener) {
      listeners.add(listener);
      // The first look only says what there is: it must not wait for its turn, or what happens before it is not news.
      if (listeners.size === 1) loop.wake();
      return () => listeners.delete(listener);
    },
    close: () => loop.stop(),
  };
}
