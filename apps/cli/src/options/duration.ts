import { InvalidArgumentError } from 'commander';

const UNIT_SECONDS = { ms: 0.001, s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h|d)$/;

/** `500ms`, `1s`, `1.5h`, `2d`: one number with its unit, in seconds. A number alone is refused: nobody should guess its unit. */
export function parseDuration(text: string): number {
  const [, number, unit] = DURATION.exec(text) ?? [];
  if (number === undefined || unit === undefined) {
    throw new InvalidArgumentError('It must be a time like 500ms, 1s, 5m, 2h or 1d.');
  }
  return Number((Number(number) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS]).toFixed(3));
}

/** The same where only whole seconds can be kept. */
export function parseWholeSeconds(text: string): number {
  const seconds = parseDuration(text);
  if (!Number.isInteger(seconds)) throw new InvalidArgumentError('It must be whole seconds: 1s, 5m, 2h or 1d.');
  return seconds;
}
