import { setTimeout as pause } from 'node:timers/promises';
import type { Breaker } from '@ballast/contracts/operators';
import { type BreakerState, CircuitBreaker, type Failure } from '@ballast/reliability';
import type { Logger } from '@ballast/telemetry';
import type { ConsumerMetrics } from './consumer-metrics.ts';
import { within } from './within.ts';

const PROBE_TIMEOUT_MS = 10_000;
/** However far the next probe is: a consumer that waits for it is alive, and says so. */
const SIGN_EVERY_MS = 2000;
const REASON_LENGTH = 200;

/** What a consumer says of one of its dependencies: as heartbeats carry it. */
export type ConsumerBreaker = Omit<Breaker, 'worker' | 'service'>;

export interface BreakersOptions {
  /** Known from the start; others are added when a failure names them. */
  readonly dependencies: readonly string[];
  /** Resolves when the dependency answers. Without one, the work itself is tried again after each rest. */
  readonly probe: ((dependency: string) => Promise<void>) | undefined;
  readonly logger: Logger;
  readonly metrics: ConsumerMetrics;
  /** Told when one opens: nothing is to begin from now on. */
  readonly onOpen: () => void;
}

/**
 * The circuit breakers of one consumer, one for each dependency that its work needs. While any is open the consumer
 * stands still; while none is open and any is half open, one message at a time is tried, and its success closes them all, or
 * those that it has used.
 */
export class Breakers {
  readonly #options: BreakersOptions;
  readonly #breakers = new Map<string, CircuitBreaker>();

  constructor(options: BreakersOptions) {
    this.#options = options;
    for (const dependency of options.dependencies) this.#of(dependency);
  }

  isOpen(): boolean {
    return this.#some('open');
  }

  isHalfOpen(): boolean {
    return !this.isOpen() && this.#some('half_open');
  }

  /**
   * Work that began then (`now()`) was done, so everything that it needs is there.
   *
   * @param unproven but for these, which it was done without
   */
  succeed(startedAt: number, unproven: readonly string[] = []): void {
    for (const [dependency, breaker] of this.#breakers) {
      if (unproven.includes(dependency)) continue;
      // By far the most often, and no change.
      if (breaker.state === 'closed') breaker.succeed(startedAt);
      else this.#change(dependency, breaker, () => breaker.succeed(startedAt));
    }
  }

  /** See `CircuitBreaker.fail`. */
  fail(dependency: string, startedAt: number, message: string, failure: Failure): 'counted' | 'excused' {
    const breaker = this.#of(dependency);
    return this.#change(dependency, breaker, () => breaker.fail(startedAt, message, failure));
  }

  /** See `CircuitBreaker.lose`. */
  lose(dependency: string, startedAt: number, failure: Failure): void {
    const breaker = this.#of(dependency);
    this.#change(dependency, breaker, () => breaker.lose(startedAt, failure));
  }

  /** Rests and probes until none is open, or the signal is aborted. `onSign` is called now and then meanwhile. */
  async untilTrial(signal: AbortSignal, onSign: () => void): Promise<void> {
    while (!signal.aborted && this.isOpen()) {
      onSign();
      const next = Math.min(...this.#open().map(([, breaker]) => breaker.report().probeAt ?? 0));
      const restMs = Math.min(SIGN_EVERY_MS, next - now());
      if (restMs > 0) await pause(restMs, undefined, { signal }).catch(() => undefined);
      await Promise.all(this.#open().map(([dependency, breaker]) => this.#probe(dependency, breaker, signal)));
    }
  }

  report(): ConsumerBreaker[] {
    return [...this.#breakers].map(([dependency, breaker]) => {
      const { state, reason, since, probeAt } = breaker.report();
      return {
        dependency,
        state,
        ...(reason === undefined ? {} : { reason: `${reason.code}: ${reason.message}`.slice(0, REASON_LENGTH) }),
        ...(since === undefined ? {} : { since: new Date(since).toISOString() }),
        ...(probeAt === undefined ? {} : { next_probe_at: new Date(probeAt).toISOString() }),
      };
    });
  }

  #some(state: BreakerState): boolean {
    for (const breaker of this.#breakers.values()) if (breaker.state === state) return true;
    return false;
  }

  #open(): [string, CircuitBreaker][] {
    return [...this.#breakers].filter(([, breaker]) => breaker.state === 'open');
  }

  #of(dependency: string): CircuitBreaker {
    const known = this.#breakers.get(dependency);
    if (known !== undefined) return known;
    const breaker = new CircuitBreaker(now);
    this.#breakers.set(dependency, breaker);
    this.#options.metrics.breaker(dependency, 'closed');
    return breaker;
  }

  #change<T>(dependency: string, breaker: CircuitBreaker, change: () => T): T {
    const before = breaker.report();
    const result = change();
    if (breaker.state !== before.state) this.#tell(dependency, breaker, before.since === undefined);
    return result;
  }

  /** @param isNews it was closed before: what goes to and fro between open and half open is said once */
  #tell(dependency: string, breaker: CircuitBreaker, isNews: boolean): void {
    const { logger, metrics, onOpen } = this.#options;
    metrics.breakerChanged(dependency, breaker.state);
    if (breaker.state === 'closed') logger.info({ dependency }, 'available again; consumer resumed');
    if (breaker.state === 'half_open') logger.debug({ dependency }, 'answers again; trying one message at a time');
    if (breaker.state !== 'open') return;
    const { reason } = breaker.report();
    const fields = { dependency, code: reason?.code, reason: reason?.message };
    if (isNews) logger.warn(fields, 'unavailable; consumer paused');
    else logger.debug(fields, 'still unavailable; consumer paused again');
    onOpen();
  }

  async #probe(dependency: string, breaker: CircuitBreaker, signal: AbortSignal): Promise<void> {
    if (signal.aborted || (breaker.report().probeAt ?? 0) > now()) return;
    const answers = await this.#answers(dependency, signal);
    if (signal.aborted) return;
    this.#change(dependency, breaker, () => (answers ? breaker.allowTrial() : breaker.stayOpen()));
  }

  async #answers(dependency: string, signal: AbortSignal): Promise<boolean> {
    const { probe, logger } = this.#options;
    if (probe === undefined) return true;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const answer = Promise.race([probe(dependency), aborted]);
      await within(answer, PROBE_TIMEOUT_MS, () => new Error('the probe did not end'));
      return true;
    } catch (error) {
      logger.debug({ err: error, dependency }, 'still unavailable');
      return false;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}

/** The breakers' clock: milliseconds since 1970 that never go back. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
