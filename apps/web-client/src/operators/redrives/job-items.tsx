import type { RedriveJobDetail } from '@ballast/contracts/operators';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Ban, CircleCheck, CircleDashed, CircleHelp, CircleX, type LucideIcon, Send } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { Link } from '../../routing/link.tsx';
import { Panel } from '../panel.tsx';
import { PanelError, PanelSkeleton } from '../panel-states.tsx';
import { jobItemsQuery } from './redrives-queries.ts';

type Item = RedriveJobDetail['items'][number];

const LOOKS: Readonly<Record<Item['state'], { icon: LucideIcon; ink: string }>> = {
  waiting: { icon: CircleDashed, ink: 'text-ink-faint' },
  sent: { icon: Send, ink: 'text-accent' },
  succeeded: { icon: CircleCheck, ink: 'text-prime' },
  failed: { icon: CircleX, ink: 'text-failed' },
  silent: { icon: CircleHelp, ink: 'text-waiting' },
  refused: { icon: Ban, ink: 'text-ink-soft' },
  cancelled: { icon: Ban, ink: 'text-ink-faint' },
};

/** The letters of a job in the order they are sent, with what became of each. */
export function JobItems({ id }: { id: string }) {
  const t = useTranslations('redrives');
  const query = useInfiniteQuery(jobItemsQuery(id));
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel title={t('letters')} busy={query.isPending}>
      {query.isPending && !query.isLoadingError && <PanelSkeleton rows={4} className="h-12" what={t('letters')} />}
      {query.isLoadingError && <PanelError what={t('letters')} query={query} />}
      <ul className="divide-y divide-line/70">
        {items.map((item) => (
          <li
            key={item.position}
            className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 gap-y-0.5 py-2.5 text-sm sm:grid-cols-[8rem_9rem_minmax(0,1fr)]"
          >
            <Link
              to={`/dlq/dashboard?letter=${encodeURIComponent(item.letter_id)}`}
              className="truncate font-mono text-accent hover:text-accent-strong"
            >
              {item.letter_id}
            </Link>
            <ItemState state={item.state} />
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

function ItemState({ state }: Pick<Item, 'state'>) {
  const t = useTranslations('redrives');
  const { icon: Icon, ink } = LOOKS[state];
  return (
    <span className={classNames('inline-flex items-baseline gap-1.5 whitespace-nowrap', ink)}>
      <Icon size={16} aria-hidden className="shrink-0 self-center" />
      {t(`itemStates.${state}`)}
    </span>
  );
}
