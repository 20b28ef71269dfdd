import { checkPrimality, PrimalityError, type PrimalityErrorCode, type PrimalityVerdict } from '@ballast/primality';

/**
 * What a worker thread answers. A number that cannot be checked is an answer too: an error thrown across the thread's
 * boundary loses its class and its code, and would look like a crash.
 */
export type ThreadAnswer =
  | { readonly ok: true; readonly verdict: PrimalityVerdict }
  | { readonly ok: false; readonly code: PrimalityErrorCode; readonly message: string };

/** The worker threads' only task; the pool loads this file and calls its default export. */
export default function checkInThread(digits: string): ThreadAnswer {
  try {
    return { ok: true, verdict: checkPrimality(digits) };
  } catch (error) {
    if (error instanceof PrimalityError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}
