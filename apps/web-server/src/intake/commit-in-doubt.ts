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
 * is committed changes nothing. Throws a DatabaseError when the time is over: `commit_unknown` once it was in doubt,
 * whatever came of the last attempt; the outcome is then unknown, and the caller must claim neither success nor failure.
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
      if (!mayResolve) {
        if (inDoubtSince === undefined || error.code === 'commit_unknown') throw error;
        throw new DatabaseError('commit_unknown', 'a commit in doubt could not be resolved', { cause: error });
      }
      await pause(50);
    }
  }
}
