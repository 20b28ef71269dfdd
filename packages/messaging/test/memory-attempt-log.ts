import { formatEventId } from '@ballast/contracts';
import type { AttemptLog, AttemptRow } from '../src/attempt-log.ts';

/** An attempt log whose rows a test can look at, and that can be out of order. */
export class MemoryAttemptLog implements AttemptLog {
  readonly rows: AttemptRow[] = [];
  /** Thrown by every call while set. */
  fault: Error | undefined;

  async record(row: AttemptRow): Promise<void> {
    if (this.fault !== undefined) throw this.fault;
    this.rows.push(row);
  }

  async countFailed(identity: AttemptRow['identity']): Promise<number> {
    if (this.fault !== undefined) throw this.fault;
    const id = formatEventId(identity);
    return this.rows.filter((row) => row.status === 'failed' && formatEventId(row.identity) === id).length;
  }

  statuses(): string[] {
    return this.rows.map((row) => `${row.status}:${row.errorCode}`);
  }
}
