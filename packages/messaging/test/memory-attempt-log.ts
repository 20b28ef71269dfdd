import { formatEventId } from '@ballast/contracts';
import type { AttemptHistory, AttemptLog, AttemptRow, Verdict } from '../src/attempt-log.ts';

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
    const failed = own.filter(({ status }) => status === 'failed');
    return {
      failed: failed.length,
      firstFailedAt: failed[0] && this.#times.get(failed[0]),
      lastFailedCode: failed.at(-1)?.errorCode,
      lastFailedMessage: failed.at(-1)?.errorMessage,
      verdict: verdictOf(own),
      outcomes: own.filter(({ status }) => status !== 'processing').length,
      openMarks: openMarksOf(own),
    };
  }

  statuses(): string[] {
    return this.rows.map((row) => `${row.status}:${row.errorCode}`);
  }
}

function verdictOf(rows: readonly AttemptRow[]): Verdict | undefined {
  const final = rows.findLast(
    ({ status, errorType }) => status === 'success' || (status === 'failed' && isFinal(errorType)),
  );
  if (final === undefined || !isFinal(final.errorType)) return undefined;
  const { errorType: type, errorCode: code, errorMessage: message } = final;
  return { type, code: code ?? type, message: message ?? type };
}

function isFinal(type: string | undefined): type is Verdict['type'] {
  return type === 'permanent' || type === 'poison';
}

function openMarksOf(rows: readonly AttemptRow[]): string[] {
  let open: string[] = [];
  for (const { status, worker } of rows) {
    if (status === 'processing') open.push(worker);
    else open = status === 'deferred' ? open.filter((other) => other !== worker) : [];
  }
  return open;
}
