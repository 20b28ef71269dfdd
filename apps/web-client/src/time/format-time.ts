const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * How long ago `then` was (both in epoch milliseconds): `just now`, `42 s ago`, `5 min ago`, `3 h ago`, `2 d ago`, and
 * from a week on the date. A time ahead of this clock is `just now`: clocks of two machines differ.
 */
export function formatAge(then: number, now: number, timeZone?: string): string {
  const age = now - then;
  if (age < 5 * SECOND) return 'just now';
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  if (age < 7 * DAY) return `${Math.floor(age / DAY)} d ago`;
  return new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone }).format(then);
}

/** The exact time, to the millisecond, with its zone: the viewer's unless another is given. */
export function formatExactTime(time: number, timeZone?: string): string {
  return new Intl.DateTimeFormat('en', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone,
  }).format(time);
}
