import { useTranslations } from 'use-intl';
import { Button } from '../design/button.tsx';
import { useSession } from '../session/session-context.ts';
import type { Submission, SubmissionPhase } from '../submissions/submission.ts';
import { Countdown, useIsBefore } from '../time/countdown.tsx';

/** Why a number is not with the server yet, when it is sent again or may be, and what can be done meanwhile. */
export function UnsentNote({ submission }: { submission: Submission | undefined }) {
  const phase = submission?.phase;
  if (submission === undefined || phase === undefined) return null;
  if (phase.name === 'queued' || phase.name === 'sending' || phase.name === 'accepted') return null;
  return <Unsent submission={submission} phase={phase} />;
}

type UnsentPhase = Exclude<SubmissionPhase, { name: 'queued' | 'sending' | 'accepted' }>;

function Unsent({ submission: { key, email }, phase }: { submission: Submission; phase: UnsentPhase }) {
  const { sender } = useSession();
  const t = useTranslations('check');
  const errors = useTranslations('errors');
  const { code } = phase.fault;
  // Closed while the time runs, so that nobody makes the wait longer by trying.
  const early = useIsBefore(phase.name === 'limited' ? phase.retryAt : undefined);
  return (
    <>
      <p role={phase.name === 'limited' ? 'alert' : undefined}>
        <strong className="font-semibold text-ink">{errors(`submission.${code}.title`)}</strong>{' '}
        {errors(`submission.${code}.detail`)}
      </p>
      <div className="mt-2 -ml-3 flex flex-wrap items-center gap-1">
        {phase.name === 'limited' ? (
          <Button disabled={early} onClick={() => sender.retry(key)}>
            {t('sendAgain')}
          </Button>
        ) : (
          <Button onClick={() => sender.retry(key)}>{t('sendNow')}</Button>
        )}
        {phase.name === 'limited' && phase.mailOnly && email !== undefined && (
          <Button onClick={() => sender.retryWithoutMail(key)}>{t('sendWithoutMail')}</Button>
        )}
        <Button onClick={() => sender.withdraw(key)}>{t('discard')}</Button>
        {(phase.name === 'waiting' || (phase.name === 'limited' && early)) && (
          <span className="px-3 text-ink-soft">
            {t.rich(early ? 'possibleIn' : 'tryingIn', {
              time: () => <Countdown key="time" until={phase.retryAt} />,
            })}
          </span>
        )}
      </div>
    </>
  );
}
