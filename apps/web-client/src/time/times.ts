import type { useFormatter } from 'use-intl';
import type { WordsOf } from '../words/words-of.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const CLOCK = {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
  hourCycle: 'h23',
} as const;
const EXACT = { ...CLOCK, day: 'numeric', month: 'short', year: 'numeric', timeZoneName: 'short' } as const;

/** Times and durations in the language of the page; all arguments are milliseconds. */
export interface Times {
  /** How long something took, in at most three figures: `38 ms`, `1.28 s`, `2 min 5 s`, `1 h 4 min`. */
  formatDuration(ms: number): string;
  /** A span that was set and not measured, without what is zero: `5 min`, `1 h`. */
  formatSpan(ms: number): string;
  /** A running clock: tenths under a minute, then minutes and seconds. A clock that went backwards shows zero. */
  formatElapsed(ms: number): string;
  /** Whole seconds, rounded up: 0 s is shown only when the time is over. */
  formatCountdown(ms: number): string;
  /**
   * How long ago `then` was: `just now`, `42 s ago`, `5 min ago`, `3 h ago`, `2 d ago`, and from a week on the date. A time
   * ahead of this clock is `just now`: clocks of two machines differ.
   */
  formatAge(then: number, now: number): string;
  /** The time of day to the millisecond, behind the day where `before` was not on the same one. */
  formatClock(time: number, before: number | undefined): string;
  /** The exact time, to the millisecond, in the viewer's zone and with its name. */
  formatExactTime(time: number): string;
}

export function createTimes(
  t: WordsOf<'time'>,
  format: Pick<ReturnType<typeof useFormatter>, 'dateTime' | 'number'>,
): Times {
  /** Cut, not rounded: a clock must not show 60.0 s, nor a duration more than it was. */
  function seconds(ms: number, decimals: number): string {
    const scale = 10 ** decimals;
    const figure = Math.floor((ms / SECOND) * scale + 1e-6) / scale;
    return t('seconds', {
      figure: format.number(figure, { minimumFractionDigits: decimals, maximumFractionDigits: decimals }),
    });
  }
  function formatDuration(ms: number): string {
    if (ms < 1) return t('underMillisecond');
    if (ms < SECOND) return t('milliseconds', { count: Math.round(ms) });
    if (ms < 10 * SECOND) return seconds(ms, 2);
    if (ms < MINUTE) return seconds(ms, 1);
    if (ms < HOUR) return t('minutesSeconds', { minutes: whole(ms, MINUTE), seconds: whole(ms % MINUTE, SECOND) });
    return t('hoursMinutes', { hours: whole(ms, HOUR), minutes: whole(ms % HOUR, MINUTE) });
  }
  return {
    formatDuration,
    formatSpan(ms) {
      if (ms < MINUTE) return seconds(ms, 0);
      if (ms % HOUR === 0) return t('hours', { hours: whole(ms, HOUR) });
      return ms < HOUR && ms % MINUTE === 0 ? t('minutes', { minutes: whole(ms, MINUTE) }) : formatDuration(ms);
    },
    formatElapsed(ms) {
      const passed = Math.max(0, ms);
      if (passed < MINUTE) return seconds(passed, 1);
      return t('minutesSeconds', {
        minutes: whole(passed, MINUTE),
        seconds: whole(passed % MINUTE, SECOND).padStart(2, '0'),
      });
    },
    formatCountdown(ms) {
      const left = Math.max(0, Math.ceil(ms / SECOND)) * SECOND;
      return left < MINUTE ? seconds(left, 0) : formatDuration(left);
    },
    formatAge(then, now) {
      const age = now - then;
      if (age < 5 * SECOND) return t('now');
      if (age < MINUTE) return t('secondsAgo', { count: Math.floor(age / SECOND) });
      if (age < HOUR) return t('minutesAgo', { count: Math.floor(age / MINUTE) });
      if (age < DAY) return t('hoursAgo', { count: Math.floor(age / HOUR) });
      if (age < 7 * DAY) return t('daysAgo', { count: Math.floor(age / DAY) });
      return format.dateTime(then, { day: 'numeric', month: 'short', year: 'numeric' });
    },
    formatClock(time, before) {
      const day = (at: number) => format.dateTime(at, { day: 'numeric', month: 'short' });
      const clock = format.dateTime(time, CLOCK);
      return before !== undefined && day(before) === day(time) ? clock : `${day(time)}, ${clock}`;
    },
    formatExactTime: (time) => format.dateTime(time, EXACT),
  };
}

function whole(ms: number, unit: number): string {
  return String(Math.floor(ms / unit));
}
