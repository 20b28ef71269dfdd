import { InvalidArgumentError } from 'commander';

/** A parser of whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** Messages a second: more than 0, at most 10,000. */
export function parseRate(text: string): number {
  const value = /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (value > 0 && value <= 10_000) return value;
  throw new InvalidArgumentError('It must be a number of messages a second, up to 10000.');
}

/** A share: `0.2` or `20%`, from 0 to 1. */
export function parseShare(text: string): number {
  const [, number, percent] = /^(\d{1,3}(?:\.\d{1,6})?)(%?)$/.exec(text) ?? [];
  const value = number === undefined ? Number.NaN : Number(number) / (percent === '%' ? 100 : 1);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a share like 0.2 or 20%.');
}
