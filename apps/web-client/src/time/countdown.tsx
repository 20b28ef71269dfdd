import { useTicking } from './use-ticking.ts';
import { useTimes } from './use-times.ts';

/** How long it is until `until` (epoch milliseconds), running: `42 s`, `3 min 5 s`. Not read aloud: it would never stop. */
export function Countdown({ until }: { until: number }) {
  const { formatCountdown } = useTimes();
  const text = useTicking((now) => formatCountdown(until - now), 'tenth');
  return (
    <span role="timer" aria-live="off" className="whitespace-nowrap tabular-nums">
      {text}
    </span>
  );
}

/** Whether the time is still to come. The component is drawn again at the moment it is not. */
export function useIsBefore(time: number | undefined): boolean {
  return useTicking((now) => time !== undefined && now < time, 'tenth');
}
