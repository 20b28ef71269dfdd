import { InvalidArgumentError } from 'commander';

export interface Hours {
  readonly from: number;
  readonly to: number;
}

/** Hours of the day in UTC: `22-6`. */
export function parseHours(text: string): Hours {
  const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  const hours = { from: Number(from ?? 99), to: Number(to ?? 99) };
  if (hours.from <= 23 && hours.to <= 23) return hours;
  throw new InvalidArgumentError('It must be two hours of the day (UTC) like 22-6.');
}
