const UNIT_SECONDS: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, m: 60, s: 1 };
const DURATION = /^(?:\d{1,6}[dhms])+$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/i;

/** `1h30m` in seconds; `undefined` when the text is no time. */
export function readDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let seconds = 0;
  for (const [, count, unit = ''] of text.matchAll(/(\d+)([dhms])/g))
    seconds += Number(count) * (UNIT_SECONDS[unit] ?? 0);
  return seconds;
}

/** A date (its first moment in UTC) or an RFC 3339 time; `undefined` for anything else, also for a 31 February. */
export function readMoment(text: string): Date | undefined {
  if (!MOMENT.test(text)) return undefined;
  const day = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  const at = new Date(text.toUpperCase());
  if (Number.isNaN(at.getTime()) || Number.isNaN(day.getTime())) return undefined;
  // Date takes 31 February for 3 March.
  return day.toISOString().startsWith(text.slice(0, 10)) ? at : undefined;
}
