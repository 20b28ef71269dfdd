import { setTimeout as pause } from 'node:timers/promises';
import { delayBefore, type Failure, type RetryPolicy } from '@ballast/reliability';
import type { Logger } from '@ballast/telemetry';
import { within } from './within.ts';

const PROBE_TIMEOUT_MS = 10_000;
const PROBE_PACE: RetryPolicy = {
  maxAttempts: Number.POSITIVE_INFINITY,
  initialMs: 250,
  multiplier: 2,
  maxMs: 30_000,
  jitter: 0.2,
};

/**
 * What a paused consumer waits for. Probes come at a growing distance. A dependency that answers probes and fails at work
 * grows it too: only work that succeeds brings the short distance back.
 */
export class DependencyWait {
  readonly #probe: (() => Promise<void>) | undefined;
  readonly #logger: Logger;
  #missing: string | undefined;
  #tries = 0;

  /** @param probe without one, the work itself is tried again after each wait */
  constructor(probe: (() => Promise<void>) | undefined, logger: Logger) {
    this.#probe = probe;
    this.#logger = logger;
  }

  isMissing(): boolean {
    return this.#missing !== undefined;
  }

  lost(dependency: string, failure: Failure): void {
    this.#missing = dependency;
    this.#logger.warn({ dependency, code: failure.code, reason: failure.message }, 'unavailable; consumer paused');
  }

  sawSuccess(): void {
    if (this.#missing === undefined) this.#tries = 0;
  }

  /** Resolves when a probe has succeeded, or when the signal is aborted. */
  async untilBack(signal: AbortSignal, onTry: () => void): Promise<void> {
    while (!signal.aborted && this.#missing !== undefined) {
      this.#tries += 1;
      await pause(delayBefore(PROBE_PACE, this.#tries + 1), undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      onTry();
      if (await this.#isBack(signal)) {
        this.#logger.info({ dependency: this.#missing }, 'available again; consumer resumed');
        this.#missing = undefined;
      }
    }
  }

  async #isBack(signal: AbortSignal): Promise<boolean> {
    if (this.#probe === undefined) return true;
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      const answer = Promise.race([this.#probe(), aborted]);
      await within(answer, PROBE_TIMEOUT_MS, () => new Error('the probe did not end'));
      return true;
    } catch (error) {
      this.#logger.debug({ err: error, dependency: this.#missing }, 'still unavailable');
      return false;
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }
}
