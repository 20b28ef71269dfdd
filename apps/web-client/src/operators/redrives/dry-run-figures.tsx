import { DEAD_LETTER_TYPES, type DryRun } from '@ballast/contracts/operators';
import { useFormatter, useTranslations } from 'use-intl';
import { useTimes } from '../../time/use-times.ts';
import { ThinBar } from '../thin-bar.tsx';

const AGES = ['hour', 'day', 'week', 'older'] as const;

/** What would be sent, by type and by age, and what would not, with the reasons. */
export function DryRunFigures({ plan }: { plan: DryRun }) {
  const t = useTranslations('redrives');
  const types = useTranslations('deadLetters.types');
  const bar = (name: string, count: number) => (
    <div key={name} className="grid grid-cols-[8.5rem_minmax(0,1fr)_4rem] items-center gap-3 text-sm">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="contents">
        <ThinBar parts={[{ name, share: count / Math.max(1, plan.would_send), className: 'bg-accent' }]} />
        <span className="text-right text-ink tabular-nums">{t('count', { count })}</span>
      </dd>
    </div>
  );
  return (
    <div className="flex flex-col gap-5">
      <p className="font-medium text-ink">{t('wouldSendOf', { send: plan.would_send, total: plan.total })}</p>
      <section>
        <h3 className="mb-2 font-medium text-ink-soft text-sm">{t('byType')}</h3>
        <dl className="flex flex-col gap-2">
          {DEAD_LETTER_TYPES.map((type) => bar(types(type), plan.by_type[type] ?? 0))}
        </dl>
      </section>
      <section>
        <h3 className="mb-2 font-medium text-ink-soft text-sm">{t('byAge')}</h3>
        <dl className="flex flex-col gap-2">{AGES.map((age) => bar(t(`ages.${age}`), plan.by_age[age]))}</dl>
      </section>
      {plan.refused.length > 0 && (
        <section>
          <h3 className="mb-2 font-medium text-ink-soft text-sm">
            {t('refusedTitle', { count: plan.total - plan.would_send })}
          </h3>
          <ul className="flex flex-col gap-2">
            {plan.refused.map(({ code, reason, count, examples }) => (
              <li key={code} className="rounded-md bg-waiting-wash px-3 py-2 text-sm">
                <p className="text-ink">
                  {t('count', { count })}: {reason}
                </p>
                <p className="break-words font-mono text-ink-soft text-xs">{examples.join(', ')}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

/** The plan in three lines, beside what it depends on. */
export function DryRunSummary({ plan }: { plan: DryRun }) {
  const t = useTranslations('redrives');
  const { formatDuration } = useTimes();
  const format = useFormatter();
  const lines: readonly (readonly [name: string, value: string])[] = [
    [t('wouldSend'), t('count', { count: plan.would_send })],
    [t('waves'), plan.waves.map((size) => format.number(size)).join(' → ')],
    [t('takes'), formatDuration(plan.estimated_seconds * 1_000)],
  ];
  return (
    <dl aria-live="polite" className="flex flex-col gap-1.5 rounded-md bg-raised px-4 py-3 text-sm">
      {lines.map(([name, value]) => (
        <div key={name} className="flex justify-between gap-4">
          <dt className="text-ink-soft">{name}</dt>
          <dd className="text-right font-medium text-ink tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
