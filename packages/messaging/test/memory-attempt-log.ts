import { formatEventId } from '@ballast/contracts';
import type { AttemptHistory, AttemptLog, AttemptRow } from '../src/attempt-log.ts';

/** An attempt log whose rows a test can look at, and that can be out of order. */
export class MemoryAttemptLog implements AttemptLog {
  readonly rows: AttemptRow[] = [];
  readonly #times = new WeakMap<AttemptRow, Date>();
  /** Thrown by every call while set. */
  fault: Error | undefined;

  async record(row: AttemptRow): Promise<void> {
    if (this.fault !== undefined) throw this.fault;
    this.#times.set(row, new Date());
    this.rows.push(row);
  }

  async history(identity: AttemptRow['identity']): Promise<AttemptHistory> {
    if (this.fault !== undefined) throw this.fault;
    const id = formatEventId(identity);
    const own = this.rows.filter((row) => formatEventId(row.identity) === id);
    const failed = own.filter(({ status }) => status === 'failed');
    const lastOutcome = own.findLastIndex(({ status }) => status !== 'processing');
    return {
      failed: failed.length,
      firstFailedAt: failed[0] && this.#times.get(failed[0]),
      lastFailedCode: failed.at(-1)?.errorCode,
      outcomes: own.filter(({ status }) => status !== 'processing').length,
      openMarks: own.slice(lastOutcome + 1).map(({ worker }) => worker),
    };
  }

  statuses(): string[] {
    return this.rows.map((row) => `${row.status}:${row.errorCode}`);
  }
}
