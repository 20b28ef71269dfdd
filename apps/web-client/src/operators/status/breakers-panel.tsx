import type { Breaker } from '@ballast/contracts/operators';
import { useTranslations } from 'use-intl';
import { Age } from '../../time/age.tsx';
import { Countdown, useIsBefore } from '../../time/countdown.tsx';
import { Panel } from '../panel.tsx';
import { PanelEmpty } from '../panel-states.tsx';
import { Light, type LightLook } from './light.tsx';

const LOOKS: Readonly<Record<Breaker['state'], LightLook>> = { closed: 'good', half_open: 'waiting', open: 'failed' };

/** Which dependencies workers are held back from, why, and when they are tried again. */
export function BreakersPanel({ breakers }: { breakers: readonly Breaker[] | undefined }) {
  const t = useTranslations('status.breakers');
  return (
    <Panel title={t('title')}>
      {breakers === undefined && <PanelEmpty>{t('unread')}</PanelEmpty>}
      {breakers?.length === 0 && <PanelEmpty>{t('none')}</PanelEmpty>}
      <ul className="divide-y divide-line/70">
        {breakers?.map((breaker) => (
          <li key={`${breaker.worker} ${breaker.dependency}`} className="py-2.5 text-sm">
            <BreakerRow breaker={breaker} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function BreakerRow({ breaker: { worker, dependency, state, reason, since, next_probe_at } }: { breaker: Breaker }) {
  const t = useTranslations('status.breakers');
  const probeAt = next_probe_at === undefined ? undefined : Date.parse(next_probe_at);
  const waits = useIsBefore(probeAt);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4">
      <span className="min-w-0">
        <span className="font-medium text-ink">{dependency}</span>{' '}
        <span className="break-all font-mono text-ink-soft text-xs">{worker}</span>
      </span>
      <Light look={LOOKS[state]}>{t(state)}</Light>
      {state !== 'closed' && (
        <span className="col-span-2 flex flex-wrap gap-x-3 text-ink-soft">
          {reason !== undefined && (
            <span lang="en" className="break-words">
              {reason}
            </span>
          )}
          {since !== undefined && <Age at={since} className="text-ink-faint" />}
          {waits && probeAt !== undefined && (
            <span className="text-ink-faint">
              {t('triedIn')} <Countdown until={probeAt} />
            </span>
          )}
        </span>
      )}
    </div>
  );
}
