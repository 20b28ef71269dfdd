import { checkPrimality, PrimalityError, type PrimalityErrorCode, type PrimalityVerdict } from '@ballast/primality';

/**
 * What a worker thread answers. A number that cannot be checked is an answer too: an error thrown across the thread's
 * boundary loses its class and its code, and would look like a crash.
 */
export type ThreadAnswer =
  | { readonly ok: true; readonly verdict: PrimalityVerdict }
  | { readonly ok: false; readonly code: PrimalityErrorCode; readonly message: string };

/** With the time of the computation itself, in ms since the epoch: the caller's span holds the wait and the way as well. */
export interface TimedAnswer {
  readonly answer: ThreadAnswer;
  readonly startedAt: number;
  readonly endedAt: number;
}

/**
 * The worker threads' only task; the pool loads this file and calls its default export. The trace stays with the caller, who
 * makes a span of the times: a thread that recorded spans itself would need an SDK and an exporter of its own.
 */
export default function checkInThread(digits: string): TimedAnswer {
  const startedAt = now();
  const answer = check(digits);
  return { answer, startedAt, endedAt: now() };
}

function now(): number {
  return performance.timeOrigin + performance.now();
}

function check(digits: string): ThreadAnswer {
  try {
    return { ok: true, verdict: checkPrimality(digits) };
  } catch (error) {
    if (error instanceof PrimalityError) return { ok: false, code: error.code, message: error.message };
    throw error;
  }
}
