import { DEAD_LETTER_TYPES, type DeadLetter, type DlqStats } from '@ballast/contracts/operators';

const HOUR_MS = 3_600_000;

export type HourOfLetters = Readonly<Record<DeadLetter['error_type'], number>> & {
  /** Its beginning, epoch milliseconds. */
  readonly at: number;
};

/** Every hour of the span up to `now`, oldest first; the server leaves out those in which nothing came in. */
export function hoursByType(stats: DlqStats, span: number, now: number): HourOfLetters[] {
  const last = Math.floor(now / HOUR_MS) * HOUR_MS;
  const hours = Array.from({ length: span }, (_, place) => ({
    at: last - (span - 1 - place) * HOUR_MS,
    transient: 0,
    permanent: 0,
    poison: 0,
  }));
  for (const { date_hour, error_type, count } of stats.hours) {
    const hour = hours[span - 1 - Math.round((last - Date.parse(date_hour)) / HOUR_MS)];
    if (hour !== undefined) hour[error_type] += count;
  }
  return hours;
}

export function totalOf(hour: HourOfLetters): number {
  return DEAD_LETTER_TYPES.reduce((sum, type) => sum + hour[type], 0);
}
