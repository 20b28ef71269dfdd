import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Short computations on this thread, for at most so long within one turn of the event loop. Handlers of messages that
 * arrive together run in one turn, so each of them being short is not enough to keep the loop responsive.
 */
export class TurnBudget {
  readonly #budgetMs: number;
  #spentMs = 0;
  #resetPlanned = false;

  constructor(budgetMs: number) {
    this.#budgetMs = budgetMs;
  }

  /** Runs `work` at once, or in the first turn that has time left. */
  async run<T>(work: () => T): Promise<T> {
    while (this.#spentMs >= this.#budgetMs) await nextTurn();
    const start = performance.now();
    try {
      return work();
    } finally {
      this.#spentMs += performance.now() - start;
      this.#planReset();
    }
  }

  #planReset(): void {
    if (this.#resetPlanned) return;
    this.#resetPlanned = true;
    setImmediate(() => {
      this.#spentMs = 0;
      this.#resetPlanned = false;
    });
  }
}
