import { PRIME_CHECK_STEPS, type PrimeCheck, type PrimeCheckSteps } from '@ballast/contracts';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleDashed, ExternalLink } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { getPrimeCheckSteps } from '../api/prime-checks.ts';
import { classNames } from '../design/class-names.ts';
import { askAgainMs } from '../session/ask-again.ts';
import { useTimes } from '../time/use-times.ts';

/** A way that is not at its end is asked for again: a check by its next step, a mail a little after its verdict. */
const OPEN_MS = 2_000;

/** The way of a check: accepted, published, checked, mailed, each with its delay; and where its mail and trace are. */
export function ResultWay({ check }: { check: PrimeCheck }) {
  const t = useTranslations('results');
  const { data, isPending } = useQuery({
    // Anew when the verdict or the mail's id arrives by itself.
    queryKey: ['prime-check', check.id, 'steps', check.status, check.message_id],
    queryFn: ({ signal }) => getPrimeCheckSteps(check.id, signal),
    refetchInterval: ({ state }) =>
      askAgainMs(state.error) || ((check.status === 'processing' || state.data?.mail === 'waiting') && OPEN_MS),
    placeholderData: (before) => before,
  });
  if (isPending) return <p className="mt-8 px-1 text-ink-faint text-sm">{t('loadingWay')}</p>;
  if (data === undefined) return <p className="mt-8 px-1 text-ink-faint text-sm">{t('wayFailed')}</p>;
  return (
    <section aria-labelledby="way-heading" className="mt-8 px-1">
      <h2 id="way-heading" className="mb-3 font-semibold text-base text-ink">
        {t('way')}
      </h2>
      <Steps way={data} isOpen={check.status === 'processing'} />
      {(data.mail === 'waiting' || data.mail === 'unsent') && (
        <p className="mt-1 text-ink-soft text-sm">{t(data.mail === 'waiting' ? 'mailWaiting' : 'mailUnsent')}</p>
      )}
      <p className="mt-1 flex flex-wrap gap-x-5">
        {data.mail_url !== undefined && <Outside to={data.mail_url} words={t('openMail')} />}
        {data.trace_url !== undefined && <Outside to={data.trace_url} words={t('openTrace')} />}
      </p>
    </section>
  );
}

/** Down on a narrow screen, and to the right on a wide one; what is still to come stands there in its place. */
function Steps({ way, isOpen }: { way: PrimeCheckSteps; isOpen: boolean }) {
  const t = useTranslations('results');
  const { formatDuration, formatExactTime } = useTimes();
  const reached = way.steps.map(({ step, at }, place) => ({
    step,
    at: Date.parse(at),
    before: way.steps[place - 1]?.at,
  }));
  const last = way.steps.at(-1)?.step;
  const steps = PRIME_CHECK_STEPS.flatMap((step, place) => {
    const known = reached.find((one) => one.step === step);
    if (known !== undefined) return known;
    // One before the last that was reached has a time that is not known any more.
    const isAhead = last === undefined || place > PRIME_CHECK_STEPS.indexOf(last);
    return isAhead && (step === 'mailed' ? way.mail === 'waiting' : isOpen) ? { step } : [];
  });
  return (
    <ol className="flex flex-col sm:flex-row">
      {steps.map((one, place) => (
        <li
          key={one.step}
          className={classNames(
            'relative pb-4 pl-7 text-sm sm:min-w-32 sm:pr-8 sm:pl-0',
            // The line to the next one.
            place < steps.length - 1 &&
              'before:absolute before:top-6 before:bottom-0 before:left-2 before:w-px before:bg-line sm:before:top-2 sm:before:right-2 sm:before:bottom-auto sm:before:left-7 sm:before:h-px sm:before:w-auto',
          )}
        >
          {'at' in one ? (
            <CircleCheck size={16} aria-hidden className="absolute top-0.5 left-0 text-prime sm:static sm:mb-2" />
          ) : (
            <CircleDashed size={16} aria-hidden className="absolute top-0.5 left-0 text-ink-faint sm:static sm:mb-2" />
          )}
          <span className={'at' in one ? 'text-ink' : 'text-ink-faint'}>{t(one.step)}</span>
          {'at' in one ? (
            <time
              dateTime={new Date(one.at).toISOString()}
              title={formatExactTime(one.at)}
              className="block text-ink-faint text-xs tabular-nums"
            >
              {one.before === undefined
                ? formatExactTime(one.at)
                : t('stepAfter', { delay: formatDuration(Math.max(0, one.at - Date.parse(one.before))) })}
            </time>
          ) : (
            <span className="block text-ink-faint text-xs">{t('stepOpen')}</span>
          )}
        </li>
      ))}
    </ol>
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
