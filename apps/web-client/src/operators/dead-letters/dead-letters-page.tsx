import { ArrowLeft, ChartColumn } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { classNames } from '../../design/class-names.ts';
import { LoadFailure } from '../../routing/load-failure.tsx';
import type { Operator } from '../roles.ts';
import { DetailPane } from './detail-pane.tsx';
import { GroupsPane } from './groups-pane.tsx';
import { ListPane } from './list-pane.tsx';
import { NumbersStrip } from './numbers-strip.tsx';
import { isInvalidQuery } from './query-fault.tsx';
import { QueryField } from './query-field.tsx';
import { SavedViews } from './saved-views.tsx';
import { useAddress } from './use-address.ts';
import { useKnownValues } from './use-known-values.ts';
import { useLetterList } from './use-letter-list.ts';

// The charts weigh more than the rest of the page together.
const Statistics = lazy(async () => ({ default: (await import('./statistics.tsx')).Statistics }));

/** `/dlq/dashboard`: what failed for good, grouped, searched and looked into. On a phone one pane at a time, with steps back. */
export function DeadLettersPage({ operator }: { operator: Operator }) {
  const t = useTranslations('deadLetters');
  const [address, move] = useAddress();
  const found = useLetterList(address);
  const known = useKnownValues(address.groups);
  const fault = isInvalidQuery(found.list.error) ? found.list.error : undefined;
  const step =
    address.letter !== undefined ? 'letter' : address.group !== undefined || address.q !== '' ? 'list' : 'groups';
  const search = (q: string) => move({ q, letter: undefined });
  return (
    <div className="flex flex-col gap-4 lg:h-[calc(100dvh-5.25rem)] lg:min-h-[32rem]">
      <title>{t('title')}</title>
      <h1 className="sr-only">{t('title')}</h1>
      <div className={classNames('flex flex-col gap-4', step === 'letter' && 'max-lg:hidden')}>
        <div className={classNames(step === 'list' && 'max-lg:hidden')}>
          <NumbersStrip />
        </div>
        <div className="flex flex-wrap items-start gap-2">
          <QueryField query={address.q} onSearch={search} known={known} fault={fault} />
          <SavedViews query={address.q} onChoose={search} operator={operator} />
          <Button
            className="h-11"
            aria-expanded={address.charts}
            onClick={() => move({ charts: !address.charts }, 'replace')}
          >
            <ChartColumn size={16} aria-hidden /> <span className="max-sm:sr-only">{t('charts.show')}</span>
          </Button>
        </div>
        {address.charts && (
          <LoadFailure>
            <Suspense fallback={<div className="h-56 animate-breathe rounded-md bg-raised" />}>
              <Statistics />
            </Suspense>
          </LoadFailure>
        )}
      </div>
      <div className="grid min-h-0 grow gap-6 lg:grid-cols-[18.5rem_minmax(0,1fr)_minmax(0,1fr)] xl:gap-8 2xl:grid-cols-[20rem_minmax(0,1fr)_minmax(0,1.15fr)]">
        <Pane shown={step === 'groups'}>
          <GroupsPane address={address} move={move} operator={operator} />
        </Pane>
        <Pane
          filled
          shown={step === 'list'}
          back={t('back.groups')}
          onBack={() => move({ group: undefined, q: '', letter: undefined })}
        >
          <ListPane address={address} move={move} operator={operator} found={found} />
        </Pane>
        <Pane shown={step === 'letter'} back={t('back.letters')} onBack={() => move({ letter: undefined })}>
          <DetailPane id={address.letter} move={move} operator={operator} />
        </Pane>
      </div>
    </div>
  );
}

interface PaneProps {
  /** Where there is room for one. */
  readonly shown: boolean;
  /** As high as the window even there: it scrolls within itself. */
  readonly filled?: boolean;
  readonly back?: string;
  readonly onBack?: () => void;
  readonly children: ReactNode;
}

function Pane({ shown, filled = false, back, onBack, children }: PaneProps) {
  return (
    <div
      className={classNames(
        'flex min-h-0 min-w-0 flex-col [&>section]:grow',
        filled && 'max-lg:h-[calc(100dvh-10rem)] max-lg:min-h-80',
        !shown && 'max-lg:hidden',
      )}
    >
      {back !== undefined && (
        <Button className="-ml-3 mb-1 self-start lg:hidden" onClick={onBack}>
          <ArrowLeft size={16} aria-hidden /> {back}
        </Button>
      )}
      {children}
    </div>
  );
}
