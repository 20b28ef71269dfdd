import type { Buckets } from '@ballast/contracts/operators';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Ban, RotateCcw } from 'lucide-react';
import { useId } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../design/button.tsx';
import { FailureNote } from '../../forms/failure-note.tsx';
import { useAct } from '../../forms/use-act.ts';
import { Countdown, useIsBefore } from '../../time/countdown.tsx';
import { PanelEmpty, PanelError } from '../panel-states.tsx';
import { ReasonForm } from '../reason-form.tsx';
import type { Operator } from '../roles.ts';
import { ThinBar } from '../thin-bar.tsx';
import { useAsked } from '../use-asked.ts';
import { useWhyClosed } from '../use-why-closed.ts';
import { type ConsumerIdentity, resetBuckets } from './limits-api.ts';
import { bucketsQuery } from './limits-queries.ts';

/** What is left to one identity under each limit, and the way to give it all back. */
export function BucketList({ identity, operator }: { identity: ConsumerIdentity; operator: Operator }) {
  const t = useTranslations('limits');
  const queries = useQueryClient();
  const query = useQuery(bucketsQuery(identity));
  const closedId = useId();
  const { asked, returned, ask, close } = useAsked<'reset'>();
  const reset = useAct(
    (reason: string) => resetBuckets(identity, reason),
    () => queries.invalidateQueries({ queryKey: bucketsQuery(identity).queryKey }),
  );
  const closed = useWhyClosed(operator, 'operator', t('resetLimits'));
  const buckets = query.data?.buckets ?? [];
  return (
    <div className="mb-3 rounded-md bg-raised px-4 py-3 sm:ml-7">
      {query.isPending && (
        <div role="status" aria-label={t('loadingLeft')} className="h-10 animate-breathe rounded-sm bg-line" />
      )}
      {query.isLoadingError && <PanelError what={t('left')} query={query} />}
      {query.isSuccess && buckets.length === 0 && <PanelEmpty>{t('allLeft')}</PanelEmpty>}
      <ul className="divide-y divide-line">
        {buckets.map((bucket) => (
          <li key={`${bucket.name} ${bucket.endpoint}`}>
            <Bucket bucket={bucket} />
          </li>
        ))}
      </ul>
      {asked !== undefined ? (
        <div className="-mx-4">
          <ReasonForm
            label={t('resetOf', { id: identity.id })}
            effect={t('resetEffect')}
            act={t('reset')}
            onAct={(reason) => {
              reset.run(reason);
              close();
            }}
            onCancel={close}
          />
        </div>
      ) : (
        <div className="mt-2 -ml-3 flex flex-wrap items-center gap-x-2">
          <Button
            disabled={closed !== undefined || reset.busy || reset.early}
            aria-describedby={closed === undefined ? undefined : closedId}
            autoFocus={returned !== undefined}
            onClick={() => ask('reset')}
          >
            <RotateCcw size={16} aria-hidden />
            {t(reset.busy ? 'resetting' : 'resetAsk')}
          </Button>
          <p id={closedId} className="px-3 text-ink-faint text-sm empty:hidden" aria-live="polite">
            {closed ?? (reset.done ? t('resetDone') : '')}
          </p>
        </div>
      )}
      {reset.failure !== undefined && <FailureNote failure={reset.failure} />}
    </div>
  );
}

function Bucket({ bucket }: { bucket: Buckets['buckets'][number] }) {
  const t = useTranslations('limits');
  const { name, endpoint, limit, remaining, full_at, blocked_until } = bucket;
  const blockedUntil = blocked_until === undefined ? undefined : Date.parse(blocked_until);
  const blocked = useIsBefore(blockedUntil);
  const fullAt = full_at === undefined ? undefined : Date.parse(full_at);
  const filling = useIsBefore(fullAt);
  return (
    <div className="grid items-center gap-x-6 gap-y-1 py-2 text-sm sm:grid-cols-[minmax(0,1.2fr)_minmax(0,1fr)_12rem]">
      <span className="min-w-0">
        <span className="block break-words text-ink">{name}</span>
        <span className="block break-words font-mono text-ink-faint text-xs">{endpoint}</span>
      </span>
      <ThinBar parts={[{ name: 'left', share: remaining / Math.max(1, limit), className: 'bg-accent' }]} />
      <span className="text-ink-soft tabular-nums sm:text-right">
        {t('leftOf', { remaining, limit })}
        {blocked && blockedUntil !== undefined ? (
          <span className="flex items-center gap-1.5 text-failed sm:justify-end">
            <Ban size={14} aria-hidden />
            <span>{t.rich('blockedFor', { time: () => <Countdown key="time" until={blockedUntil} /> })}</span>
          </span>
        ) : (
          filling &&
          fullAt !== undefined && (
            <span className="block text-ink-faint">
              {t.rich('fullIn', { time: () => <Countdown key="time" until={fullAt} /> })}
            </span>
          )
        )}
      </span>
    </div>
  );
}
