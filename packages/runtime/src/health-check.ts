import { RuntimeError } from './runtime-error.ts';

/** How a check, or the process as a whole, is. */
export type HealthStatus = 'ok' | 'degraded' | 'down';

/** Resolves when all is well, or with a status (and a reason) of its own; throws when it is not. */
// biome-ignore lint/suspicious/noConfusingVoidType: most checks just ping and return nothing
export type HealthCheck = () => Promise<void | { readonly status: HealthStatus; readonly error?: string }>;

/** What one check said, and how long it took. */
export interface CheckResult {
  readonly status: HealthStatus;
  readonly ms: number;
  /** A code, or a short text. It is public: the whole error goes to the log. */
  readonly error?: string;
}

export interface BoundedCheckOptions {
  readonly timeoutMs: number;
  /** How long an answer is good for. */
  readonly cacheMs: number;
  /** Called when the status differs from the last answer's; the first answer only counts when it is not ok. */
  readonly onChange: (status: HealthStatus, error: unknown) => void;
}

/**
 * One check with a deadline, its answer kept for a while and given to everybody who asks meanwhile. A check that hangs is
 * not started a second time, so a dead dependency cannot pile up waiting checks.
 */
export class BoundedCheck {
  readonly #check: HealthCheck;
  readonly #options: BoundedCheckOptions;
  #status: HealthStatus = 'ok';
  #kept: { result: CheckResult; until: number } | undefined;
  #asked: Promise<CheckResult> | undefined;
  #running: { answer: Promise<Answer>; startedAt: number } | undefined;

  constructor(check: HealthCheck, options: BoundedCheckOptions) {
    this.#check = check;
    this.#options = options;
  }

  /** The check's result. Never throws; takes at most the timeout. */
  async result(): Promise<CheckResult> {
    if (this.#kept !== undefined && performance.now() < this.#kept.until) return this.#kept.result;
    this.#asked ??= this.#ask().finally(() => {
      this.#asked = undefined;
    });
    return await this.#asked;
  }

  async #ask(): Promise<CheckResult> {
    this.#running ??= this.#start();
    const { answer, startedAt } = this.#running;
    const { status, error } = await this.#within(answer, startedAt + this.#options.timeoutMs - performance.now());
    const ms = Math.round(performance.now() - startedAt);
    const result = { status, ms, ...(error !== undefined && { error: describe(error) }) };
    this.#kept = { result, until: performance.now() + this.#options.cacheMs };
    // Only the change is told: a probe every second would write the same line all night.
    if (status !== this.#status) this.#options.onChange(status, error);
    this.#status = status;
    return result;
  }

  #start(): { answer: Promise<Answer>; startedAt: number } {
    const answer = run(this.#check).finally(() => {
      this.#running = undefined;
    });
    return { answer, startedAt: performance.now() };
  }

  async #within(answer: Promise<Answer>, leftMs: number): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<Answer>((resolve) => {
      const error = new RuntimeError('check_timeout', `no answer within ${this.#options.timeoutMs} ms`);
      timer = setTimeout(() => resolve({ status: 'down', error }), Math.max(0, leftMs));
    });
    try {
      return await Promise.race([answer, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }
}

interface Answer {
  readonly status: HealthStatus;
  readonly error?: unknown;
}

async function run(check: HealthCheck): Promise<Answer> {
  try {
    const answer = await check();
    return { status: answer?.status ?? 'ok', ...(answer?.error !== undefined && { error: answer.error }) };
  } catch (error) {
    return { status: 'down', error: error ?? new Error('failed') };
  }
}

const MAX_ERROR_CHARS = 200;

function describe(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && code !== '') return code.slice(0, MAX_ERROR_CHARS);
  const message = error instanceof Error ? error.message : String(error);
  return (message.split('\n', 1)[0] ?? '').slice(0, MAX_ERROR_CHARS) || 'failed';
}
