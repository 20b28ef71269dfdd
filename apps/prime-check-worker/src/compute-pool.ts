import { fileURLToPath } from 'node:url';
import { checkPrimality, PrimalityError, type PrimalityVerdict } from '@ballast/primality';
import { addSpan } from '@ballast/telemetry';
import { Piscina } from 'piscina';
import { ComputeError } from './compute-error.ts';
import type { TimedAnswer } from './primality-thread.ts';
import { TurnBudget } from './turn-budget.ts';
import { expectedCostMs, WaitingLine } from './waiting-line.ts';

/** Up to here handing a check to a thread costs this thread more than checking (docs/decisions/0051). */
const INLINE_DIGITS = 20;
const INLINE_BUDGET_MS = 2;
const PROGRESS_EVERY_MS = 1_000;

export interface ComputePoolOptions {
  readonly threads: number;
  /** For one check, counted from the moment a thread begins with it. */
  readonly deadlineMs: number;
  /** Called every second while a thread computes. */
  readonly onProgress?: () => void;
  /** A thread died while it had nothing to do. It is replaced by itself. */
  readonly onThreadError?: (error: unknown) => void;
  /** What the threads run; its default export answers like `primality-thread.ts`. */
  readonly threadFile?: URL;
}

interface Job {
  readonly digits: string;
  readonly begin: () => void;
}

/**
 * Checks numbers in worker threads, at most one at a time in each, so that the event loop (acks, heartbeats, `working()`)
 * never waits for a computation. Short numbers are checked right here, a few in each turn of the loop.
 */
export class ComputePool {
  readonly #options: ComputePoolOptions;
  readonly #threads: Piscina<string, TimedAnswer>;
  readonly #line = new WaitingLine<Job>();
  readonly #inline = new TurnBudget(INLINE_BUDGET_MS);
  #running = 0;
  #progress: NodeJS.Timeout | undefined;

  constructor(options: ComputePoolOptions) {
    this.#options = options;
    this.#threads = new Piscina({
      filename: fileURLToPath(options.threadFile ?? new URL('./primality-thread.ts', import.meta.url)),
      minThreads: options.threads,
      maxThreads: options.threads,
      recordTiming: false,
    });
    // Unheard, this event would end the process.
    this.#threads.on('error', (error: unknown) => options.onThreadError?.(error));
  }

  /** How many checks wait for a thread. */
  get waiting(): number {
    return this.#line.length;
  }

  get running(): number {
    return this.#running;
  }

  /**
   * Checks a number. `signal` gives up a check that still waits for a thread; one that has begun is finished.
   *
   * @throws PrimalityError when the text is no number that can be checked
   * @throws ComputeError `deadline`, `thread_crashed`, `given_up`
   */
  async check(digits: string, signal?: AbortSignal): Promise<PrimalityVerdict> {
    if (digits.length <= INLINE_DIGITS) return this.#inline.run(() => checkPrimality(digits));
    await this.#waitForThread(digits, signal);
    try {
      return await this.#runInThread(digits);
    } finally {
      this.#leaveThread();
    }
  }

  /** Ends the threads. Checks that have not finished fail with `thread_crashed`. */
  async close(): Promise<void> {
    clearInterval(this.#progress);
    await this.#threads.destroy();
  }

  async #waitForThread(digits: string, signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) throw givenUp();
    if (this.#running >= this.#options.threads) await this.#standInLine(digits, signal);
    else this.#running += 1;
    this.#progress ??= setInterval(() => this.#options.onProgress?.(), PROGRESS_EVERY_MS).unref();
  }

  #standInLine(digits: string, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        this.#line.remove(job);
        reject(givenUp());
      };
      const begin = () => {
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const job: Job = { digits, begin };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#line.add(job, expectedCostMs(digits.length), performance.now());
    });
  }

  async #runInThread(digits: string): Promise<PrimalityVerdict> {
    // Aborting ends the thread. A call into OpenSSL cannot be interrupted: the caller is answered at once, the thread ends
    // when the call returns.
    const tooLate = new AbortController();
    const deadline = setTimeout(() => tooLate.abort(), this.#options.deadlineMs);
    try {
      const { answer, ...times } = await this.#threads.run(digits, { signal: tooLate.signal });
      addSpan('compute primality', { ...times, attributes: { 'ballast.digits': digits.length } });
      if (answer.ok) return answer.verdict;
      throw new PrimalityError(answer.code, answer.message);
    } catch (error) {
      if (error instanceof PrimalityError) throw error;
      if (tooLate.signal.aborted) {
        throw new ComputeError('deadline', `no verdict within ${this.#options.deadlineMs} ms`, { cause: error });
      }
      throw new ComputeError('thread_crashed', 'the thread that checked this number died', { cause: error });
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Hands this thread's place to the next in line, so that the number of running checks never exceeds the threads. */
  #leaveThread(): void {
    const next = this.#line.next();
    if (next !== undefined) {
      next.begin();
      return;
    }
    this.#running -= 1;
    if (this.#running > 0) return;
    clearInterval(this.#progress);
    this.#progress = undefined;
  }
}

function givenUp(): ComputeError {
  return new ComputeError('given_up', 'given up before it began');
}
