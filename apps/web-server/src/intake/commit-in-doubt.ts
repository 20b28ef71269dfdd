import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseError } from '@ballast/database';

/** A visitor waits for the intake's transactions: one that takes longer than this is given up and answered 503. */
export const TRANSACTION_DEADLINE_MS = 10_000;

export interface CommitInDoubtOptions {
  /** How long the answer is sought once a commit is in doubt, in ms. */
  readonly resolveWithinMs: number;
}

/**
 * Runs a transaction until it is known to be committed or known not to be.
 *
 * When the connection dies while COMMIT is under way nobody knows what the server did. The transaction is then run
 * again, with `inDoubt` true, until the server gives an answer; `attempt` has to be written so that a second run of what
 * is committed changes nothing. Throws the last error when the time is over: the outcome is then unknown, and the caller
 * must not claim success.
 */
export async function runUntilCertain<T>(
  attempt: (inDoubt: boolean) => Promise<T>,
  options: CommitInDoubtOptions,
): Promise<T> {
  let inDoubtSince: number | undefined;
  for (;;) {
    try {
      return await attempt(inDoubtSince !== undefined);
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      if (error.code === 'commit_unknown') inDoubtSince ??= Date.now();
      const mayResolve =
        inDoubtSince !== undefined &&
        Date.now() - inDoubtSince < options.resolveWithinMs &&
        (error.code === 'commit_unknown' || error.code === 'unavailable' || error.code === 'pool_exhausted');
      if (!mayResolve) throw error;
      await pause(50);
    }
  }
}
