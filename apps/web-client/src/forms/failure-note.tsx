import { Clock, TriangleAlert } from 'lucide-react';
import type { FailureWords } from '../api/describe-failure.ts';
import { Note } from '../design/note.tsx';
import { Countdown, useIsBefore } from '../time/countdown.tsx';

/** Why it came to nothing, and for how long it would again. */
export function FailureNote({ failure }: { failure: FailureWords }) {
  const early = useIsBefore(failure.notBefore);
  const waits = failure.notBefore !== undefined;
  return (
    <Note role="alert" look={waits ? 'waiting' : 'failed'} icon={waits ? Clock : TriangleAlert} title={failure.title}>
      {failure.detail !== '' && <p>{failure.detail}</p>}
      {waits && <p>{early ? <EarlyWords until={failure.notBefore} /> : 'You can try again now.'}</p>}
    </Note>
  );
}

function EarlyWords({ until }: { until: number }) {
  return (
    <>
      Try again in <Countdown until={until} />.
    </>
  );
}
