import { formatDuration } from './format-duration.ts';
import { useTicking } from './use-ticking.ts';

/** How long it is until `until` (epoch milliseconds), running: `42 s`, `3 min 5 s`. Not read aloud: it would never stop. */
export function Countdown({ until }: { until: number }) {
  const text = useTicking((now) => formatCountdown(until - now), 'tenth');
  return (
    <span role="timer" aria-live="off" className="whitespace-nowrap tabular-nums">
      {text}
    </span>
  );
}

/** Whole seconds, rounded up: 0 s is shown only when the time is over. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1_000));
  return seconds < 60 ? `${seconds} s` : formatDuration(seconds * 1_000);
}

/** Whether the time is still to come. The component is drawn again at the moment it is not. */
export function useIsBefore(time: number | undefined): boolean {
  return useTicking((now) => time !== undefined && now < time, 'tenth');
}
