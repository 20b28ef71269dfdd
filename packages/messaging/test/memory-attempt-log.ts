import { formatEventId } from '@ballast/contracts';
import type { AttemptHistory, AttemptLog, AttemptRow } from '../src/attempt-log.ts';
import { addAttempt, NO_ATTEMPTS, toHistory } from '../src/kept-attempts.ts';

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

  async history(identity: AttemptRow['identity'], subject: string): Promise<AttemptHistory> {
    if (this.fault !== undefined) throw this.fault;
    const id = formatEventId(identity);
    const own = this.rows.filter((row) => row.subject === subject && formatEventId(row.identity) === id);
    const kept = own.reduce((so, row) => addAttempt(so, row, this.#times.get(row) ?? new Date()), NO_ATTEMPTS);
    return toHistory(kept);
  }

  statuses(): string[] {
    return this.rows.map((row) => `${row.status}:${row.errorCode}`);
  }
}
