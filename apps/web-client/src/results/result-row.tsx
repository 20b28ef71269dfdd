import { RotateCw, X } from 'lucide-react';
import { memo } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { classNames } from '../design/class-names.ts';
import { ShortNumberText } from '../numbers/number-text.tsx';
import { Link } from '../routing/link.tsx';
import { resultPath } from '../routing/route.ts';
import { useSession } from '../session/session-context.ts';
import type { Submission } from '../submissions/submission.ts';
import { Age } from '../time/age.tsx';
import { useIsBefore } from '../time/countdown.tsx';
import { Elapsed } from '../time/elapsed.tsx';
import { useTimes } from '../time/use-times.ts';
import { isSameRow, type Row } from './list-rows.ts';
import { outcomeOf } from './outcome.ts';
import { OutcomeBadge } from './outcome-badge.tsx';
import { timeTakenMs } from './time-taken.ts';

const SHAPE =
  'grid min-h-14 grid-cols-[1fr_auto] items-center gap-x-4 gap-y-1 px-4 py-2.5 sm:grid-cols-[8rem_1fr_5.5rem_6rem] sm:py-2';

/** One result: state, number, time taken, age. A check is a link to its own page; what is not sent yet can be sent or dropped. */
export const ResultRow = memo(DrawnRow, (before, after) => isSameRow(before.row, after.row));

function DrawnRow({ row }: { row: Row }) {
  const cells = (
    <>
      <span className="order-2 justify-self-end sm:order-none sm:justify-self-start">
        <OutcomeBadge outcome={outcomeOf(row)} />
      </span>
      <NumberCell digits={row.check?.number ?? row.submission?.number ?? ''} />
    </>
  );
  if (row.check === undefined) {
    return (
      <div className={SHAPE}>
        {cells}
        <UnsentActions submission={row.submission} />
      </div>
    );
  }
  return (
    <Link to={resultPath(row.check.id)} className={classNames(SHAPE, 'rounded-md transition-colors hover:bg-raised')}>
      {cells}
      <span className="order-4 justify-self-end text-ink-soft text-sm tabular-nums sm:order-none">
        <Taken row={row} />
      </span>
      <Age
        at={row.check.created_at}
        className="order-3 text-ink-faint text-sm tabular-nums sm:order-none sm:justify-self-end"
      />
    </Link>
  );
}

function NumberCell({ digits }: { digits: string }) {
  const t = useTranslations('numbers');
  return (
    <span className="@container order-1 min-w-0 overflow-hidden sm:order-none">
      <ShortNumberText digits={digits} className="text-ink" />
      {digits.length > 18 && (
        <span className="ml-3 hidden whitespace-nowrap text-ink-faint text-xs @2xs:inline">
          {t('digits', { count: digits.length })}
        </span>
      )}
    </span>
  );
}

function Taken({ row }: { row: Row }) {
  const { formatDuration } = useTimes();
  if (row.check === undefined) return null;
  const ms = timeTakenMs(row.check);
  if (ms !== undefined) return formatDuration(ms);
  if (row.check.status !== 'processing') return null;
  return <Elapsed since={row.submission?.submittedAt ?? Date.parse(row.check.created_at)} />;
}

function UnsentActions({ submission: { key, phase } }: { submission: Submission }) {
  const { sender } = useSession();
  const t = useTranslations('results');
  const early = useIsBefore(phase.name === 'limited' ? phase.retryAt : undefined);
  if (phase.name === 'sending') return null;
  return (
    <span className="order-3 col-span-2 -my-1 flex justify-self-end sm:order-none">
      <Button
        look="icon"
        aria-label={t('sendNow')}
        title={t('sendNow')}
        disabled={early}
        onClick={() => sender.retry(key)}
      >
        <RotateCw size={16} aria-hidden />
      </Button>
      <Button look="icon" aria-label={t('discard')} title={t('discard')} onClick={() => sender.withdraw(key)}>
        <X size={16} aria-hidden />
      </Button>
    </span>
  );
}
