import type { PrimeCheck } from '@ballast/contracts';
import { ArrowUpRight } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { classNames } from '../design/class-names.ts';
import { CopyButton } from '../design/copy-button.tsx';
import { NumberText } from '../numbers/number-text.tsx';
import { explainVerdict } from '../results/explain-verdict.ts';
import { isSameRow, type Row } from '../results/list-rows.ts';
import { outcomeOf } from '../results/outcome.ts';
import { OUTCOME_LOOK } from '../results/outcome-look.ts';
import { timeTakenMs } from '../results/time-taken.ts';
import { Link } from '../routing/link.tsx';
import { resultPath } from '../routing/route.ts';
import { Elapsed } from '../time/elapsed.tsx';
import { useTimes } from '../time/use-times.ts';
import { CheckingNote } from './checking-note.tsx';
import { UnsentNote } from './unsent-note.tsx';

/**
 * The answer to one number, from "checking" with the time running to the verdict, how long it took and why it can be
 * trusted. `linked`: with a link to the result's own page.
 */
export const AnswerCard = memo(DrawnCard, (before, after) => {
  return before.linked === after.linked && isSameRow(before.row, after.row);
});

function DrawnCard({ row, linked = false }: { row: Row; linked?: boolean }) {
  const t = useTranslations('check');
  const results = useTranslations('results');
  const numbers = useTranslations('numbers');
  const outcome = outcomeOf(row);
  const { icon: Icon, ink, wash } = OUTCOME_LOOK[outcome];
  const digits = row.check?.number ?? row.submission?.number ?? '';
  return (
    <article className={classNames('relative overflow-hidden rounded-md px-5 pt-4 pb-3', wash)}>
      <header className="flex items-center justify-between gap-4">
        <p className={classNames('flex items-center gap-2.5 font-semibold text-xl', ink)}>
          <Icon size={24} aria-hidden className={outcome === 'checking' ? 'animate-spin' : undefined} />
          {results(`outcomes.${outcome}`)}
        </p>
        <Clock row={row} />
      </header>
      <Digits key={digits} digits={digits} />
      {/* As high before the verdict as with it: what stands below does not move when it arrives. */}
      <div className="mt-2 min-h-5 text-ink-soft text-sm">
        {row.check === undefined ? <UnsentNote submission={row.submission} /> : <Note check={row.check} row={row} />}
      </div>
      <footer className="mt-1 flex min-h-9 flex-wrap items-center gap-x-5 text-ink-soft text-sm">
        <span>{numbers('digits', { count: digits.length })}</span>
        <CopyButton key={digits} text={digits} what={t('copyNumber')} />
        {linked && row.check !== undefined && (
          <Link
            to={resultPath(row.check.id)}
            className="inline-flex h-9 items-center gap-1 rounded-md font-medium text-accent hover:text-accent-strong"
          >
            {t('openResult')} <ArrowUpRight size={16} aria-hidden />
          </Link>
        )}
      </footer>
      {outcome === 'checking' && <Progress />}
    </article>
  );
}

/** The number in full. One that may not fit scrolls, by keyboard as well. */
function Digits({ digits }: { digits: string }) {
  const t = useTranslations('numbers');
  const isLong = digits.length > 160;
  return (
    <p
      {...(isLong && { role: 'group', tabIndex: 0, 'aria-label': t('digits', { count: digits.length }) })}
      className={classNames('mt-3 max-h-[40dvh] overflow-y-auto rounded-sm', isLong ? 'text-sm' : 'text-lg')}
    >
      <NumberText digits={digits} />
    </p>
  );
}

function Clock({ row }: { row: Row }) {
  const t = useTranslations('check');
  const { formatDuration } = useTimes();
  if (outcomeOf(row) === 'checking') {
    const since = row.submission?.submittedAt ?? Date.parse(row.check?.created_at ?? '');
    return <Elapsed since={since} className="text-ink-soft tabular-nums" />;
  }
  const taken = row.check === undefined ? undefined : timeTakenMs(row.check);
  if (taken === undefined) return null;
  return <span className="text-ink-soft">{t('tookTime', { time: formatDuration(taken) })}</span>;
}

function Note({ check, row }: { check: PrimeCheck; row: Row }): ReactNode {
  const t = useTranslations('check');
  const results = useTranslations('results');
  const email = row.submission?.email;
  const explained = explainVerdict(check);
  return (
    <>
      {check.status === 'failed' && <p>{t('failed')}</p>}
      {check.status === 'processing' && (
        <CheckingNote since={row.submission?.submittedAt ?? Date.parse(check.created_at)} />
      )}
      {explained !== undefined && (
        <p className="text-pretty">
          <strong className="font-semibold text-ink">{results(`certainties.${explained.certainty}`)}</strong>{' '}
          {results.rich(`why.${explained.reason}`, {
            power: (exponent) => (
              <sup key="power" className="text-[0.75em]">
                {exponent}
              </sup>
            ),
          })}
        </p>
      )}
      {email !== undefined && <p className="mt-1">{t('mailGoes', { email })}</p>}
    </>
  );
}

/** Something is under way, for how long is not known. */
function Progress() {
  return (
    <div aria-hidden className="absolute inset-x-0 bottom-0 h-0.5 overflow-hidden">
      <div className="h-full w-1/4 animate-sweep bg-accent motion-reduce:hidden" />
    </div>
  );
}
