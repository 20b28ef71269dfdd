import type { PrimeCheck } from '@ballast/contracts';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { CopyButton } from '../design/copy-button.tsx';
import { Age } from '../time/age.tsx';
import { useTimes } from '../time/use-times.ts';

/** When a check was submitted and decided, and the ids by which it is found in mail and traces. */
export function ResultDetails({ check }: { check: PrimeCheck }) {
  const t = useTranslations('results');
  const { formatExactTime } = useTimes();
  return (
    <dl className="mt-8 divide-y divide-line/70 text-sm">
      <Detail term={t('submitted')}>
        {formatExactTime(Date.parse(check.created_at))} <Age at={check.created_at} className="ml-2 text-ink-faint" />
      </Detail>
      {check.completed_at !== undefined && (
        <Detail term={t('verdict')}>{formatExactTime(Date.parse(check.completed_at))}</Detail>
      )}
      <Id term={t('id')} value={check.id} />
      {check.trace_id !== undefined && <Id term={t('trace')} value={check.trace_id} />}
      {check.message_id !== undefined && <Id term={t('mail')} value={check.message_id} />}
    </dl>
  );
}

function Detail({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className="grid items-center gap-x-4 px-1 py-2 sm:min-h-12 sm:grid-cols-[7rem_1fr]">
      <dt className="text-ink-faint">{term}</dt>
      <dd className="text-ink">{children}</dd>
    </div>
  );
}

function Id({ term, value }: { term: string; value: string }) {
  const t = useTranslations('results');
  return (
    <Detail term={term}>
      <span className="flex flex-wrap items-center justify-between gap-x-6">
        <span className="break-all font-mono text-ink-soft text-xs">{value}</span>
        <CopyButton text={value} what={t('copyId')} />
      </span>
    </Detail>
  );
}
