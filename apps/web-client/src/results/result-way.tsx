import type { PrimeCheck } from '@ballast/contracts';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, ExternalLink } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { getPrimeCheckSteps } from '../api/prime-checks.ts';
import { askAgainMs } from '../session/ask-again.ts';
import { useTimes } from '../time/use-times.ts';

/** A way that is not at its end is asked for again: a check by its next step, a mail a little after its verdict. */
const OPEN_MS = 2_000;

/** The way of a check: accepted, published, checked, mailed, each with its delay; and where its mail and trace are. */
export function ResultWay({ check }: { check: PrimeCheck }) {
  const t = useTranslations('results');
  const { formatDuration, formatExactTime } = useTimes();
  const { data, isPending } = useQuery({
    // Anew when the verdict or the mail's id arrives by itself.
    queryKey: ['prime-check', check.id, 'steps', check.status, check.message_id],
    queryFn: ({ signal }) => getPrimeCheckSteps(check.id, signal),
    refetchInterval: ({ state }) =>
      askAgainMs(state.error) || ((check.status === 'processing' || state.data?.mail === 'waiting') && OPEN_MS),
    placeholderData: (before) => before,
  });
  if (isPending) return <p className="mt-6 px-1 text-ink-faint text-sm">{t('loadingWay')}</p>;
  if (data === undefined) return <p className="mt-6 px-1 text-ink-faint text-sm">{t('wayFailed')}</p>;
  return (
    <section aria-labelledby="way-heading" className="mt-6 px-1">
      <h2 id="way-heading" className="mb-2 font-semibold text-base text-ink">
        {t('way')}
      </h2>
      <ol className="flex flex-col sm:flex-row sm:flex-wrap sm:gap-x-8">
        {data.steps.map(({ step, at }, place) => {
          const before = data.steps[place - 1];
          const time = Date.parse(at);
          return (
            <li key={step} className="flex items-start gap-2 py-1.5 text-sm">
              <CircleCheck size={16} aria-hidden className="mt-0.5 shrink-0 text-prime" />
              <span>
                <span className="text-ink">{t(step)}</span>
                <time dateTime={at} title={formatExactTime(time)} className="block text-ink-faint text-xs tabular-nums">
                  {before === undefined
                    ? formatExactTime(time)
                    : t('stepAfter', { delay: formatDuration(Math.max(0, time - Date.parse(before.at))) })}
                </time>
              </span>
            </li>
          );
        })}
      </ol>
      {(data.mail === 'waiting' || data.mail === 'unsent') && (
        <p className="mt-1 text-ink-soft text-sm">{t(data.mail === 'waiting' ? 'mailWaiting' : 'mailUnsent')}</p>
      )}
      <p className="flex flex-wrap gap-x-5">
        {data.mail_url !== undefined && <Outside to={data.mail_url} words={t('openMail')} />}
        {data.trace_url !== undefined && <Outside to={data.trace_url} words={t('openTrace')} />}
      </p>
    </section>
  );
}

function Outside({ to, words }: { to: string; words: string }) {
  return (
    <a
      href={to}
      target="_blank"
      rel="noreferrer"
      className="inline-flex h-9 items-center gap-1 rounded-md font-medium text-accent text-sm hover:text-accent-strong"
    >
      {words} <ExternalLink size={16} aria-hidden />
    </a>
  );
}
