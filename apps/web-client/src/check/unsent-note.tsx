import { Button } from '../design/button.tsx';
import { useSession } from '../session/session-context.ts';
import type { Submission } from '../submissions/submission.ts';
import { Countdown, useIsBefore } from '../time/countdown.tsx';

/** Why a number is not with the server yet, when it is sent again or may be, and what can be done meanwhile. */
export function UnsentNote({ submission }: { submission: Submission | undefined }) {
  const { sender } = useSession();
  if (submission === undefined) return null;
  const { phase, key } = submission;
  if (phase.name === 'sending' || phase.name === 'accepted') return null;
  return (
    <>
      <p role={phase.name === 'limited' ? 'alert' : undefined}>
        <strong className="font-semibold text-ink">{phase.words.title}</strong> {phase.words.detail}
      </p>
      <div className="mt-2 -ml-3 flex flex-wrap items-center gap-1">
        {phase.name === 'limited' ? (
          <SendAgain until={phase.retryAt} onSend={() => sender.retry(key)} />
        ) : (
          <Button onClick={() => sender.retry(key)}>Send now</Button>
        )}
        {phase.name === 'limited' && phase.mailOnly && submission.email !== undefined && (
          <Button onClick={() => sender.retryWithoutMail(key)}>Send without e-mail</Button>
        )}
        <Button onClick={() => sender.withdraw(key)}>Discard</Button>
        {phase.name === 'waiting' && (
          <span className="px-3 text-ink-soft">
            Trying again in <Countdown until={phase.retryAt} />
          </span>
        )}
      </div>
    </>
  );
}

/** Closed while the time runs, so that nobody makes the wait longer by trying. */
function SendAgain({ until, onSend }: { until: number; onSend: () => void }) {
  const early = useIsBefore(until);
  return (
    <Button disabled={early} onClick={onSend}>
      {early ? (
        <span>
          Send again in <Countdown until={until} />
        </span>
      ) : (
        'Send again'
      )}
    </Button>
  );
}
