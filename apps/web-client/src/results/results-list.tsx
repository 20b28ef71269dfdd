import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useKnownSession } from '../account/session-query.ts';
import { Button } from '../design/button.tsx';
import { useConnection, useResults, useSession } from '../session/session-context.ts';
import { listRows } from './list-rows.ts';
import { ResultRow } from './result-row.tsx';
import { resultsQuery } from './results-query.ts';
import { ResultsEmpty, ResultsError, ResultsSkeleton } from './results-states.tsx';

/** Everything that was checked by nobody in particular, or by who is signed in; newest first, kept up to date by events. */
export function ResultsList({ onExample }: { onExample: (number: string) => void }) {
  const { results } = useSession();
  const own = useKnownSession()?.user !== undefined;
  const state = useResults();
  const connection = useConnection();
  // Fetched once the live connection is up (or failed): what changes after the fetch is told, nothing falls between.
  const list = useInfiniteQuery({ ...resultsQuery(results), enabled: connection.state !== 'connecting' });
  const rows = useMemo(() => listRows(state), [state]);

  return (
    <section aria-labelledby="results-heading" aria-busy={list.isPending}>
      <h2 id="results-heading" className="mb-2 px-4 font-semibold text-base text-ink">
        {own ? 'Your results' : 'Results'}
      </h2>
      {rows.length > 0 && (
        <ul aria-labelledby="results-heading" className="divide-y divide-line/70">
          {rows.map((row) => (
            <li key={row.key} className={row.submission ? 'grow-in' : undefined}>
              <ResultRow row={row} />
            </li>
          ))}
        </ul>
      )}
      {list.isPending && <ResultsSkeleton />}
      {list.isSuccess && rows.length === 0 && <ResultsEmpty own={own} onExample={onExample} />}
      {list.isLoadingError && (
        <ResultsError
          error={list.error}
          at={list.errorUpdatedAt}
          busy={list.isFetching}
          onRetry={() => void list.refetch()}
        />
      )}
      {list.isFetchNextPageError && (
        <ResultsError
          error={list.error}
          at={list.errorUpdatedAt}
          busy={list.isFetching}
          onRetry={() => void list.fetchNextPage()}
        />
      )}
      {list.hasNextPage && !list.isFetchNextPageError && (
        <div className="mt-4 flex justify-center">
          <Button disabled={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {list.isFetchingNextPage ? 'Loading…' : 'Load more'}
          </Button>
        </div>
      )}
    </section>
  );
}
