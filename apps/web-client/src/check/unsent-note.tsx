import { Button } from '../design/button.tsx';
import { useSession } from '../session/session-context.ts';
import type { Submission } from '../submissions/submission.ts';
import { useTicking } from '../time/use-ticking.ts';

/** Why a number is not with the server yet, when it is sent again, and what can be done meanwhile. */
export function UnsentNote({ submission }: { submission: Submission | undefined }) {
  const { sender } = useSession();
  if (submission === undefined) return null;
  const { phase, key } = submission;
  if (phase.name === 'sending' || phase.name === 'accepted') return null;
  return (
    <>
      <p>
        <strong className="font-semibold text-ink">{phase.words.title}</strong> {phase.words.detail}
      </p>
      <div className="mt-2 -ml-3 flex flex-wrap items-center gap-1">
        <Button onClick={() => sender.retry(key)}>Send now</Button>
        <Button onClick={() => sender.withdraw(key)}>Discard</Button>
        {phase.name === 'waiting' && <Countdown until={phase.retryAt} />}
      </div>
    </>
  );
}

function Countdown({ until }: { until: number }) {
  const seconds = useTicking((now) => Math.max(0, Math.ceil((until - now) / 1_000)), 'tenth');
  return <span className="px-3 text-ink-soft tabular-nums">Trying again in {seconds} s</span>;
}
