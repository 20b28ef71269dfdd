import { setTimeout as pause } from 'node:timers/promises';

export interface UntilOptions {
  /** How long to go on asking; default 40 s: it tells what hangs from what is slow. */
  readonly timeoutMs?: number;
  /** Pause between two questions; default 20 ms. */
  readonly everyMs?: number;
  /** What is being waited for, for the error's text. */
  readonly what?: string;
}

/**
 * Asks until the answer is neither `undefined` nor `false` (an answer that throws counts as "not yet"), and returns it.
 * Throws with the last error as its cause when the time is over.
 */
export async function until<T>(
  ask: () => T | undefined | false | Promise<T | undefined | false>,
  options: UntilOptions = {},
): Promise<T> {
  const { timeoutMs = 40_000, everyMs = 20, what = ask.toString() } = options;
  const deadline = Date.now() + timeoutMs;
  let lastError: unknown;
  for (;;) {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer as T;
      lastError = undefined;
    } catch (error) {
      lastError = error;
    }
    if (Date.now() > deadline) throw new Error(`not so within ${timeoutMs} ms: ${what}`, { cause: lastError });
    await pause(everyMs);
  }
}
