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
  // Closed while the time runs, so that nobody makes the wait longer by trying.
  const early = useIsBefore(phase.name === 'limited' ? phase.retryAt : undefined);
  return (
    <>
      <p role={phase.name === 'limited' ? 'alert' : undefined}>
        <strong className="font-semibold text-ink">{phase.words.title}</strong> {phase.words.detail}
      </p>
      <div className="mt-2 -ml-3 flex flex-wrap items-center gap-1">
        {phase.name === 'limited' ? (
          <Button disabled={early} onClick={() => sender.retry(key)}>
            Send again
          </Button>
        ) : (
          <Button onClick={() => sender.retry(key)}>Send now</Button>
        )}
        {phase.name === 'limited' && phase.mailOnly && email !== undefined && (
          <Button onClick={() => sender.retryWithoutMail(key)}>Send without e-mail</Button>
        )}
        <Button onClick={() => sender.withdraw(key)}>Discard</Button>
        {(phase.name === 'waiting' || (phase.name === 'limited' && early)) && (
          <span className="px-3 text-ink-soft">
            {early ? 'Possible in' : 'Trying again in'} <Countdown until={phase.retryAt} />
          </span>
        )}
      </div>
    </>
  );
}
