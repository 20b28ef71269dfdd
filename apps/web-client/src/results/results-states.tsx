import { CloudOff } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { ApiError } from '../api/api-error.ts';
import { Button } from '../design/button.tsx';
import { NumberText } from '../numbers/number-text.tsx';
import { askAgainMs } from '../session/ask-again.ts';
import { Countdown, useIsBefore } from '../time/countdown.tsx';

/** 2^61 - 1, a prime; 2^32 + 1, which Fermat took for one; the least that fools Miller-Rabin with 2, 3, 5, 7, 11, 13, 17. */
const EXAMPLES = ['2305843009213693951', '4294967297', '341550071728321'];
const SKELETON_WIDTHS = ['w-56', 'w-40', 'w-64', 'w-32', 'w-48'];

/** The list before it is known, in its final shape. */
export function ResultsSkeleton() {
  const t = useTranslations('results');
  return (
    <div role="status">
      <span className="sr-only">{t('loadingResults')}</span>
      <ul aria-hidden className="animate-breathe divide-y divide-line/70">
        {SKELETON_WIDTHS.map((width) => (
          <li
            key={width}
            className="grid min-h-14 grid-cols-[minmax(0,1fr)_auto] items-center gap-4 px-4 sm:grid-cols-[8rem_1fr_6rem]"
          >
            <span className="order-2 h-7 w-20 rounded-full bg-raised sm:order-none" />
            <span className={`order-1 h-4 max-w-full rounded-sm bg-raised sm:order-none ${width}`} />
            <span className="hidden h-4 w-16 justify-self-end rounded-sm bg-raised sm:block" />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What would be here, and how to fill it. */
export function ResultsEmpty({ own, onExample }: { own: boolean; onExample: (number: string) => void }) {
  const t = useTranslations('results');
  return (
    <div className="px-4 py-8 text-center">
      <p className="text-balance text-ink-soft">{t(own ? 'emptyOwn' : 'empty')}</p>
      <p className="mt-5 mb-1 text-ink-faint text-sm">{t('examples')}</p>
      <div className="flex flex-wrap justify-center gap-1">
        {EXAMPLES.map((number) => (
          <Button key={number} onClick={() => onExample(number)}>
            <NumberText digits={number} />
          </Button>
        ))}
      </div>
    </div>
  );
}

/** There are results, and none that the filter matches. */
export function ResultsUnmatched({ onClear }: { onClear: () => void }) {
  const t = useTranslations('results');
  return (
    <div className="px-4 py-8 text-center">
      <p className="mb-3 text-ink-soft">{t('unmatched')}</p>
      <Button onClick={onClear}>{t('clearFilter')}</Button>
    </div>
  );
}

interface ResultsErrorProps {
  readonly error: Error;
  /** When it failed, in epoch milliseconds. */
  readonly at: number;
  readonly busy: boolean;
  readonly onRetry: () => void;
}

/** What happened, and the way to try again. */
export function ResultsError({ error, at, busy, onRetry }: ResultsErrorProps) {
  const t = useTranslations('results');
  const forms = useTranslations('forms');
  const { retryAfterMs } = error instanceof ApiError ? error : {};
  const notBefore = retryAfterMs === undefined ? undefined : at + retryAfterMs;
  const early = useIsBefore(notBefore);
  return (
    <div role="alert" className="flex flex-col items-center gap-1 px-4 py-8 text-center">
      <CloudOff size={24} aria-hidden className="mb-2 text-ink-faint" />
      <p className="text-ink">{t('notLoaded')}</p>
      <p className="text-ink-soft text-sm">
        {t(`reasons.${reasonOf(error)}`)}{' '}
        {early &&
          notBefore !== undefined &&
          t.rich('appearIn', { time: () => <Countdown key="time" until={notBefore} /> })}
      </p>
      <Button className="mt-3" disabled={busy || early} onClick={onRetry}>
        {forms(busy ? 'trying' : 'tryAgain')}
      </Button>
    </div>
  );
}

/** The server names a time before which it gives no more of them: no fault of anybody's, and then it goes on by itself. */
export function ResultsHeldUp({ error, at }: Pick<ResultsErrorProps, 'error' | 'at'>) {
  const t = useTranslations('results');
  const waitMs = askAgainMs(error);
  return (
    <p role="status" className="py-4 text-center text-ink-soft text-sm">
      {t(`reasons.${reasonOf(error)}`)}{' '}
      {waitMs !== false && t.rich('goesOnIn', { time: () => <Countdown key="time" until={at + waitMs} /> })}
    </p>
  );
}

function reasonOf(error: Error): 'page' | 'unreachable' | 'limited' | 'full' | 'failed' | 'unreadable' {
  if (!(error instanceof ApiError)) return 'page';
  if (error.code === 'unreachable') return 'unreachable';
  if (error.status === 429) return 'limited';
  if (error.status === 503) return 'full';
  return error.status === 500 ? 'failed' : 'unreadable';
}
