/** The moment so many days (fractions too) ago, by this process's clock: retention is not in a hurry. */
export function daysAgo(days: number, now: Date): Date {
  return new Date(now.getTime() - days * 86_400_000);
}
