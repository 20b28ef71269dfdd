import { ApiError } from '../api/api-error.ts';

/** Keeps a panel up to date by asking every so often, and after a refusal not before the server says. */
export function refreshEvery(ms: number): {
  refetchInterval: (query: { readonly state: { readonly error: Error | null } }) => number;
} {
  return {
    refetchInterval: ({ state: { error } }) => Math.max(ms, error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0),
  };
}
