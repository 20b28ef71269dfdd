import { ArrowDown, ChevronRight } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { classNames } from '../../design/class-names.ts';
import { Link } from '../../routing/link.tsx';
import { useTimes } from '../../time/use-times.ts';
import { Panel } from '../panel.tsx';
import { useRates } from '../use-rates.ts';
import { Light, type LightLook, Lights } from './light.tsx';
import { isDeadLetterQueue, type Leg, legsOf, lightsOf, STATIONS, type Station } from './message-way.ts';
import type { Snapshot } from './status-api.ts';

interface WayPanelProps {
  readonly snapshot: Snapshot;
  /** When it was taken, in epoch milliseconds. */
  readonly at: number;
}

/** The way of a message, from left to right: how fast it flows, what waits between two stations and for how long. */
export function WayPanel({ snapshot, at }: WayPanelProps) {
  const t = useTranslations('status.way');
  const legs = legsOf(snapshot, at);
  const letters = snapshot.system.streams.find(isDeadLetterQueue)?.last_seq;
  const rate = useRates(
    { ...Object.fromEntries(Object.entries(legs).map(([station, { passed }]) => [station, passed])), letters },
    at,
  );
  return (
    <Panel title={t('title')}>
      <ol className="flex flex-col lg:flex-row lg:items-stretch">
        {STATIONS.map((station) => (
          <li key={station} className="contents">
            {station !== 'web' && <LegBetween leg={legs[station]} rate={rate(station)} />}
            <StationCard station={station} lights={lightsOf(station, snapshot)} />
          </li>
        ))}
      </ol>
      <DeadLetters letters={snapshot.system.dead_letters} rate={rate('letters')} />
    </Panel>
  );
}

function StationCard({ station, lights }: { station: Station; lights: readonly LightLook[] }) {
  const t = useTranslations('status.way');
  const well = lights.filter((look) => look === 'good').length;
  const look = well === 0 ? 'failed' : well < lights.length ? 'waiting' : 'good';
  return (
    <div
      className={classNames(
        'rounded-md px-4 py-3 transition-colors lg:min-w-0 lg:flex-1',
        look === 'failed' ? 'bg-failed-wash' : 'bg-raised',
      )}
    >
      <p className="font-semibold text-ink">{t(`stations.${station}`)}</p>
      <p className="text-ink-faint text-xs">{t(`does.${station}`)}</p>
      <p className="mt-1.5">
        {station === 'broker' ? (
          <Light look={look}>{t(well > 0 ? 'reached' : 'notReached')}</Light>
        ) : lights.length === 0 ? (
          <Light look="failed">{t('nobody')}</Light>
        ) : (
          <span className="flex flex-col gap-1 text-ink-soft text-sm">
            <Lights looks={lights} />
            <span className={classNames('whitespace-nowrap', look === 'failed' && 'font-medium text-failed')}>
              {t('running', { well, all: lights.length })}
            </span>
          </span>
        )}
      </p>
    </div>
  );
}

function LegBetween({ leg: { waiting, oldest }, rate }: { leg: Leg; rate: number | undefined }) {
  const t = useTranslations('status.way');
  const { formatDuration } = useTimes();
  const rateText = useRateText();
  return (
    <div className="grid grid-cols-[1rem_minmax(0,1fr)] items-center gap-x-3 py-2 pl-4 text-sm lg:w-28 lg:shrink-0 lg:grid-cols-1 lg:content-center lg:px-1 lg:py-0 lg:text-center xl:w-32">
      <ArrowDown size={16} aria-hidden className="row-span-2 text-ink-faint lg:hidden" />
      <span className="whitespace-nowrap font-medium text-ink tabular-nums">{rateText(rate)}</span>
      <span aria-hidden className="-mx-1 hidden items-center text-edge lg:flex">
        <span className="h-px grow bg-edge" />
        <ChevronRight size={16} className="-ml-2.5" />
      </span>
      {/* Two lines in any case: nothing moves when something begins to wait. */}
      <span className="text-ink-soft text-xs tabular-nums lg:min-h-8">
        {waiting !== undefined && (
          <span className={waiting > 0 ? 'text-ink' : undefined}>{t('waiting', { count: waiting })}</span>
        )}
        {oldest !== undefined && (
          <span className="lg:block"> {t('oldest', { age: formatDuration(oldest * 1_000) })}</span>
        )}
      </span>
    </div>
  );
}

interface DeadLettersProps {
  readonly letters: Snapshot['system']['dead_letters'];
  readonly rate: number | undefined;
}

/** Where the way leads for what cannot be done. */
function DeadLetters({ letters, rate }: DeadLettersProps) {
  const t = useTranslations('status.way');
  const rateText = useRateText();
  return (
    <p className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md px-4 text-ink-soft text-sm">
      <Link
        to="/dlq/dashboard"
        className="inline-flex min-h-6 items-center font-medium text-accent underline underline-offset-2 hover:text-accent-strong"
      >
        {t('deadLetters')}
      </Link>
      <span className="tabular-nums">{t('pending', { count: letters.pending })}</span>
      <span className="tabular-nums">{t('lastHour', { count: letters.last_hour })}</span>
      <span className="tabular-nums">{rateText(rate)}</span>
    </p>
  );
}

function useRateText(): (rate: number | undefined) => string {
  const t = useTranslations('status.way');
  const format = useFormatter();
  return (rate) =>
    rate === undefined
      ? t('measuring')
      : t('rate', { rate: format.number(rate, { maximumFractionDigits: rate < 10 ? 1 : 0 }) });
}
