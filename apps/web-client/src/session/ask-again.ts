import { ApiError } from '../api/api-error.ts';

/** How long after a failure something is asked for again, without anybody's doing. */
const ASK_AGAIN_MS = 5_000;
const FINAL_STATUSES: ReadonlySet<number> = new Set([401, 403, 404]);

/** After how long to ask again; false where nothing failed, or asking again would change nothing. */
export function askAgainMs(error: Error | null): number | false {
  return isWorthAsking(error) ? waitMs(error) : false;
}

/** Asking before the time that the server names would only make it longer. */
function waitMs(error: Error | null): number {
  return Math.max(ASK_AGAIN_MS, error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0);
}

/** Any failure may pass, save that there is no such thing, or that it is not for this caller. */
function isWorthAsking(error: Error | null): boolean {
  return error !== null && !(error instanceof ApiError && FINAL_STATUSES.has(error.status ?? 0));
}
