import type { OperatorTopic } from '@ballast/contracts/operators';
import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../api/api-error.ts';

/** Keeps a panel up to date by asking every so often, and after a refusal not before the server says. */
export function refreshEvery(ms: number): {
  refetchInterval: (query: { readonly state: { readonly error: Error | null } }) => number;
} {
  return {
    refetchInterval: ({ state: { error } }) => Math.max(ms, error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0),
  };
}

/**
 * Asks again for what is shown of a topic. A list that somebody has gone on in is left as it is: it would be asked for page
 * after page, with each hint, and move away under who reads it.
 */
export function refreshTopic(queries: QueryClient, what: OperatorTopic): Promise<void> {
  return queries.invalidateQueries({
    queryKey: ['operators', what],
    predicate: ({ state: { data } }) => ((data as Partial<InfiniteData<unknown>> | undefined)?.pages?.length ?? 1) < 2,
  });
}
