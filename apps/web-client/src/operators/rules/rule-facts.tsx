import type { Rule } from '@ballast/contracts/operators';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Age } from '../../time/age.tsx';
import { useTimes } from '../../time/use-times.ts';

/** Which letters a rule is about, when it acts and how fast. */
export function RuleFacts({ rule }: { rule: Rule }) {
  const t = useTranslations('rules.facts');
  const { formatSpan } = useTimes();
  const { hour_from, hour_to, condition_query } = rule;
  return (
    <dl className="mt-3 grid gap-x-4 gap-y-1 text-sm sm:grid-cols-[10rem_minmax(0,1fr)]">
      <Fact term={t('pattern')}>
        <code className="break-all font-mono">{rule.error_pattern}</code>
      </Fact>
      {condition_query !== undefined && (
        <Fact term={t('condition')}>
          <code className="break-all font-mono">{condition_query}</code>
        </Fact>
      )}
      <Fact term={t('when')}>
        {t('whenLine', { wait: formatSpan(rule.wait_seconds * 1_000), max: rule.max_retries })}
      </Fact>
      {hour_from !== undefined && hour_to !== undefined && (
        <Fact term={t('hours')}>{t('hoursLine', { from: twoDigits(hour_from), to: twoDigits(hour_to) })}</Fact>
      )}
      <Fact term={t('pace')}>
        {t('paceLine', {
          budget: rule.budget_per_hour,
          rate: rule.rate_per_second,
          cooldown: formatSpan(rule.cooldown_seconds * 1_000),
        })}
      </Fact>
      <Fact term={t('changed')}>
        {t('changedLine', { name: rule.changed_by })} · <Age at={rule.updated_at} />
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-ink-faint">{term}</dt>
      <dd className="min-w-0 text-ink max-sm:mb-1">{children}</dd>
    </div>
  );
}

function twoDigits(hour: number): string {
  return String(hour).padStart(2, '0');
}
