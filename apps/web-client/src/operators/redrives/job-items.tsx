import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { Link } from '../../routing/link.tsx';
import { Panel } from '../panel.tsx';
import { PanelError, PanelSkeleton } from '../panel-states.tsx';
import { jobItemsQuery } from './redrives-queries.ts';

/** The letters of a job in the order they are sent, with what became of each. */
export function JobItems({ id }: { id: string }) {
  const t = useTranslations('redrives');
  const query = useInfiniteQuery(jobItemsQuery(id));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={t('letters')} busy={query.isPending}>
      {query.isPending && !query.isLoadingError && <PanelSkeleton rows={4} className="h-12" what={t('letters')} />}
      {query.isLoadingError && (
        <PanelError
          what={t('letters')}
          error={query.error}
          at={query.errorUpdatedAt}
          busy={query.isFetching}
          onRetry={() => void query.refetch()}
        />
      )}
      <ul className="divide-y divide-line/70">
        {items.map((item) => (
          <li
            key={item.position}
            className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-0.5 px-1 py-2.5 text-sm sm:grid-cols-[8rem_8rem_minmax(0,1fr)]"
          >
            <Link
              to={`/dlq/dashboard?letter=${encodeURIComponent(item.letter_id)}`}
              className="truncate font-mono text-accent hover:text-accent-strong"
            >
              {item.letter_id}
            </Link>
            <span className="text-ink">{t(`itemStates.${item.state}`)}</span>
            <span className="col-span-2 break-words text-ink-soft sm:col-span-1">{item.reason}</span>
          </li>
        ))}
      </ul>
      {query.hasNextPage && (
        <Button className="mt-2 -ml-2" disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Panel>
  );
}
