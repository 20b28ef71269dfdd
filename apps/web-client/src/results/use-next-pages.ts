import { useCallback, useEffect } from 'react';
import { askAgainMs } from '../session/ask-again.ts';

interface Pages {
  readonly hasNextPage: boolean;
  readonly isFetching: boolean;
  readonly isFetchNextPageError: boolean;
  readonly error: Error | null;
  fetchNextPage(): unknown;
}

/** What to call as the end of the list comes near. A page that could not be loaded is asked for again after its wait. */
export function useNextPages({
  hasNextPage,
  isFetching,
  isFetchNextPageError,
  error,
  fetchNextPage,
}: Pages): () => void {
  const waitMs = isFetchNextPageError ? askAgainMs(error) : false;
  useEffect(() => {
    if (waitMs === false || isFetching) return;
    const timer = setTimeout(() => void fetchNextPage(), waitMs);
    return () => clearTimeout(timer);
  }, [waitMs, isFetching, fetchNextPage]);
  return useCallback(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
}
