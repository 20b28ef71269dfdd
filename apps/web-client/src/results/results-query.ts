import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
import { listPrimeChecks } from '../api/prime-checks.ts';
import { askAgainMs } from '../session/ask-again.ts';
import { FIRST_PAGE, nextPage } from './page-place.ts';
import { filterQuery, isSameFilter, type ResultsFilter } from './results-filter.ts';
import type { ListedPage } from './results-state.ts';
import type { ResultsStore } from './results-store.ts';

export const RESULTS_KEY = ['prime-checks'] as const;

/** The pages of the list. Each carries the page's clock at its asking, so that events which came meanwhile stay newer. */
export function resultsQuery(results: ResultsStore, filter: ResultsFilter) {
  return infiniteQueryOptions({
    queryKey: [...RESULTS_KEY, filter],
    queryFn: async ({ pageParam, signal }): Promise<ListedPage> => {
      const asOf = results.getState().clock;
      return { ...(await listPrimeChecks(filterQuery(filter), pageParam, signal)), asOf };
    },
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (_, pages) => nextPage(pages),
    // Asked for again as everything is, but never page after page: a long list would be over its limit by that alone. A next page
    // that did not come is asked for again by itself.
    refetchInterval: ({ state: { data, error, fetchMeta } }) =>
      (data?.pages.length ?? 1) > 1 || fetchMeta?.fetchMore !== undefined ? false : askAgainMs(error),
  });
}

/** Brings every fetch of the list into the store, whoever asked for it. Returns the end of that. */
export function storeListedPages(queries: QueryClient, results: ResultsStore): () => void {
  return queries.getQueryCache().subscribe((event) => {
    // `manual`: the data was put there, not fetched, and is older than it looks.
    if (event.type !== 'updated' || event.action.type !== 'success' || event.action.manual) return;
    if (event.query.queryKey[0] !== RESULTS_KEY[0]) return;
    if (!isSameFilter(event.query.queryKey[1] as ResultsFilter, results.getState().filter)) return;
    const data = event.query.state.data as InfiniteData<ListedPage>;
    results.dispatch({ type: 'listed', pages: data.pages });
  });
}

/** Shows something else from now on. What was fetched for another filter is not kept: events have passed it by. */
export function filterList(queries: QueryClient, results: ResultsStore, filter: ResultsFilter): void {
  if (isSameFilter(filter, results.getState().filter)) return;
  results.dispatch({ type: 'filtered', filter });
  queries.removeQueries({ queryKey: [...RESULTS_KEY, filter] });
}

/**
 * Closes the gap that a lost connection may have left above what was known then: the first page is fetched, and all pages
 * forgotten only where it does not reach down to that. `newest` is the newest id known before.
 */
export async function refreshTop(
  queries: QueryClient,
  results: ResultsStore,
  newest: string | undefined,
): Promise<void> {
  const { clock, listed, filter } = results.getState();
  if (!listed) return;
  const page = await listPrimeChecks(filterQuery(filter), FIRST_PAGE);
  if (!isSameFilter(filter, results.getState().filter)) return;
  const oldest = page.items.at(-1)?.id;
  if (page.next_cursor !== null && (newest === undefined || (oldest !== undefined && oldest > newest))) {
    return restartList(queries);
  }
  results.dispatch({ type: 'fetched', checks: page.items, asOf: clock });
}

/** Forgets every page and fetches anew: another user looks at the page. A fetch that is under way comes to nothing. */
export function forgetList(queries: QueryClient): Promise<void> {
  return queries.resetQueries({ queryKey: RESULTS_KEY });
}

/** Forgets all pages but the first and fetches that anew: too much has changed to go on from where the list ended. */
export async function restartList(queries: QueryClient): Promise<void> {
  queries.setQueriesData<InfiniteData<ListedPage>>({ queryKey: RESULTS_KEY }, (data) =>
    data === undefined ? data : { pages: data.pages.slice(0, 1), pageParams: data.pageParams.slice(0, 1) },
  );
  await queries.invalidateQueries({ queryKey: RESULTS_KEY });
}
