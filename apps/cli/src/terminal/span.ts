import type { Screen } from './screen.ts';

const UNITS = [
  { name: 'd', seconds: 86_400 },
  { name: 'h', seconds: 3_600 },
  { name: 'min', seconds: 60 },
] as const;

/** A length of time for people, in its two largest units: `850 ms`, `4.2 s`, `3 min 20 s`, `2 h`, `5 d 3 h`. */
export function formatSpan(seconds: number): string {
  if (seconds < 0) return '0 s';
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${Number(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  const unit = UNITS.find((one) => whole >= one.seconds);
  if (unit === undefined) return `${whole} s`;
  const smaller = UNITS[UNITS.indexOf(unit) + 1] ?? { name: 's', seconds: 1 };
  const rest = Math.floor((whole % unit.seconds) / smaller.seconds);
  return `${Math.floor(whole / unit.seconds)} ${unit.name}${rest > 0 ? ` ${rest} ${smaller.name}` : ''}`;
}

/** The same in the one largest unit, for a column of a table: `now`, `12 s`, `3 min`, `2 h`, `5 d`. */
export function formatAge(at: string, now: Date): string {
  const seconds = Math.round((now.getTime() - Date.parse(at)) / 1000);
  if (seconds < 0) return `in ${formatSpan(-seconds).split(' ').slice(0, 2).join(' ')}`;
  if (seconds < 1) return 'now';
  return formatSpan(seconds).split(' ').slice(0, 2).join(' ');
}

/** The exact time, and for a person its age: `2026-11-26 22:40:01.123 UTC (3 min ago)`. */
export function formatTime(at: string, screen: Screen): string {
  if (screen.width === undefined) return at;
  const age = formatAge(at, screen.now);
  const note = age === 'now' || age.startsWith('in ') ? age : `${age} ago`;
  return `${at.replace('T', ' ').replace('Z', ' UTC')} (${note})`;
}
