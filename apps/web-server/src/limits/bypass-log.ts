import type { Logger } from '@ballast/telemetry';

/** Counts what passes without a limit, and says so in one line a minute: never one a request. */
export class BypassLog {
  readonly #counts = new Map<string, number>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Both from closed sets, so that the line stays short. */
  note(policy: string, why: string): void {
    const key = `${policy}: ${why}`;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  flush(): void {
    if (this.#counts.size === 0) return;
    this.#logger.info({ bypassed: Object.fromEntries(this.#counts) }, 'requests passed without a limit');
    this.#counts.clear();
  }
}
