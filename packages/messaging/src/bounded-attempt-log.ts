import type { AttemptLog } from './attempt-log.ts';
import { within } from './within.ts';

const TIMEOUT_MS = 10_000;

/** The same log, but it answers or fails in time: a delivery must not hang on it. */
export function boundAttemptLog(log: AttemptLog): AttemptLog {
  const late = () => new Error(`the attempt log did not answer within ${TIMEOUT_MS} ms`);
  return {
    ...(log.dependency === undefined ? {} : { dependency: log.dependency }),
    record: (row) => within(log.record(row), TIMEOUT_MS, late),
    history: (identity, subject) => within(log.history(identity, subject), TIMEOUT_MS, late),
  };
}
