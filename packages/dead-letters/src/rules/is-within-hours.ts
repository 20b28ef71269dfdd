/** Whether an hour of the day lies from `from` up to `to`; over midnight where `to` is smaller. No bounds: always. */
export function isWithinHours(hour: number, from: number | null, to: number | null): boolean {
  if (from === null || to === null) return true;
  return from < to ? from <= hour && hour < to : hour >= from || hour < to;
}
