import { useInfiniteQuery } from '@tanstack/react-query';
import { memo, useEffect, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useKnownSession } from '../account/session-query.ts';
import { ApiError } from '../api/api-error.ts';
import { changeSearch, useSearch } from '../routing/use-route.ts';
import { useConnection, useSession } from '../session/session-context.ts';
import { listRows } from './list-rows.ts';
import { EVERYTHING, isSameFilter, type ResultsFilter, readFilter, writeFilter } from './results-filter.ts';
import { ResultsFilters } from './results-filters.tsx';
import { resultsQuery } from './results-query.ts';
import { ResultsEmpty, ResultsError, ResultsHeldUp, ResultsSkeleton, ResultsUnmatched } from './results-states.tsx';
import { useListedResults } from './use-listed-results.ts';
import { useNextPages } from './use-next-pages.ts';
import { VirtualRows } from './virtual-rows.tsx';

const show = (filter: ResultsFilter) => changeSearch(writeFilter(filter), 'replace');

/**
 * Everything that was checked by nobody in particular, or by who is signed in; newest first, kept up to date by events. What
 * it is narrowed to stands in the address; as one comes near its end, it grows.
 */
export const ResultsList = memo(function ResultsList({ onExample }: { onExample: (number: string) => void }) {
  const { results, filterResults } = useSession();
  const t = useTranslations('results');
  const own = useKnownSession()?.user !== undefined;
  const search = useSearch();
  const wanted = useMemo(() => readFilter(search), [search]);
  const state = useListedResults();
  const { filter } = state;
  const connection = useConnection();
  useEffect(() => filterResults(wanted), [wanted, filterResults]);
  // Fetched once the live connection is up (or failed): what changes after the fetch is told, nothing falls between.
  const enabled = connection.state !== 'connecting' && isSameFilter(filter, wanted);
  const list = useInfiniteQuery({ ...resultsQuery(results, filter), enabled });
  const rows = useMemo(() => listRows(state), [state]);
  const onEnd = useNextPages(list);
  const heldUp = list.isFetchNextPageError && list.error instanceof ApiError && list.error.retryAfterMs !== undefined;
  const empty = list.isSuccess && rows.length === 0 && !list.hasNextPage;

  return (
    <section aria-labelledby="results-heading" aria-busy={list.isPending}>
      <h2 id="results-heading" className="mb-2 px-4 font-semibold text-base text-ink">
        {t(own ? 'yourResults' : 'results')}
      </h2>
      <ResultsFilters filter={wanted} onFilter={show} />
      {rows.length > 0 && <VirtualRows rows={rows} labelledBy="results-heading" onEnd={onEnd} />}
      {list.isPending && <ResultsSkeleton />}
      {empty &&
        (isSameFilter(filter, EVERYTHING) ? (
          <ResultsEmpty own={own} onExample={onExample} />
        ) : (
          <ResultsUnmatched onClear={() => show(EVERYTHING)} />
        ))}
      {list.isFetchingNextPage && (
        <p role="status" className="py-4 text-center text-ink-faint text-sm">
          {t('loadingMore')}
        </p>
      )}
      {heldUp && <ResultsHeldUp error={list.error} at={list.errorUpdatedAt} />}
      {(list.isLoadingError || list.isFetchNextPageError) && !heldUp && (
        <ResultsError
          error={list.error}
          at={list.errorUpdatedAt}
          busy={list.isFetching}
          onRetry={() => void (list.isLoadingError ? list.refetch() : list.fetchNextPage())}
        />
      )}
    </section>
  );
});
