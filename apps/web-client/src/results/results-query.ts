import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { listPrimeChecks } from '../api/prime-checks.ts';
import type { ListedPage } from './results-state.ts';
import type { ResultsStore } from './results-store.ts';

const RESULTS_KEY = ['prime-checks'] as const;

/** The pages of the list. Each carries the page's clock at its asking, so that events which came meanwhile stay newer. */
export function resultsQuery(results: ResultsStore) {
  return infiniteQueryOptions({
    queryKey: RESULTS_KEY,
    queryFn: async ({ pageParam, signal }): Promise<ListedPage> => {
      const asOf = results.getState().clock;
      return { ...(await listPrimeChecks(pageParam, signal)), asOf };
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** Brings every fetch of the list into the store, whoever asked for it. Returns the end of that. */
export function storeListedPages(queries: QueryClient, results: ResultsStore): () => void {
  return queries.getQueryCache().subscribe((event) => {
    // `manual`: the data was put there, not fetched, and is older than it looks.
    if (event.type !== 'updated' || event.action.type !== 'success' || event.action.manual) return;
    if (event.query.queryKey[0] !== RESULTS_KEY[0]) return;
    const data = event.query.state.data as InfiniteData<ListedPage>;
    results.dispatch({ type: 'listed', pages: data.pages });
  });
}

export function refetchList(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: RESULTS_KEY });
}

/** Forgets every page and fetches anew: another user looks at the page. A fetch that is under way comes to nothing. */
export function forgetList(queries: QueryClient): Promise<void> {
  return queries.resetQueries({ queryKey: RESULTS_KEY });
}

/** Forgets all pages but the first and fetches that anew: too much has changed to go on from where the list ended. */
export async function restartList(queries: QueryClient): Promise<void> {
  queries.setQueryData<InfiniteData<ListedPage>>(RESULTS_KEY, (data) =>
    data === undefined ? data : { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
  );
  await refetchList(queries);
}
