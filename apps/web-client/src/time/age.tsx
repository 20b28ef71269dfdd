import { useTicking } from './use-ticking.ts';
import { useTimes } from './use-times.ts';

/** How long ago something was, kept up to date, with the exact time on hover. Not read aloud as it goes on. `at` is RFC 3339. */
export function Age({ at, className }: { at: string; className?: string }) {
  const { formatAge, formatExactTime } = useTimes();
  const time = Date.parse(at);
  const text = useTicking((now) => formatAge(time, now), 'second');
  return (
    <time dateTime={at} aria-live="off" title={formatExactTime(time)} className={className}>
      {text}
    </time>
  );
}
