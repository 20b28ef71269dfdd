import { useTicking } from './use-ticking.ts';
import { useTimes } from './use-times.ts';

/** A clock that runs from `since` (epoch milliseconds). Not read aloud: it would never stop. */
export function Elapsed({ since, className }: { since: number; className?: string }) {
  const { formatElapsed } = useTimes();
  const text = useTicking((now) => formatElapsed(now - since), 'tenth');
  return (
    <span role="timer" aria-live="off" className={className}>
      {text}
    </span>
  );
}
