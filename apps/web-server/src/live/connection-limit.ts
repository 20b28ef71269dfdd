import { ProblemError } from '../plugins/problem-error.ts';

/** Counts open event streams and refuses more than `max` of them. */
export class ConnectionLimit {
  readonly #max: number;
  #open = 0;

  constructor(max: number) {
    this.#max = max;
  }

  get open(): number {
    return this.#open;
  }

  /** Takes a place; the answer gives it back. Throws a 503 problem when all are taken. */
  take(): () => void {
    if (this.#open >= this.#max) {
      throw new ProblemError('overloaded', 'Too many live connections are open. Try again in a moment.', {
        retryAfterSeconds: 5,
      });
    }
    this.#open += 1;
    let taken = true;
    return () => {
      if (taken) this.#open -= 1;
      taken = false;
    };
  }
}
