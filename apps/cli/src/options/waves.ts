import { InvalidArgumentError } from 'commander';

/** Sizes of the waves before the rest: `1,5,25`. */
export function parseWaves(text: string): number[] {
  const sizes = /^\d{1,6}(,\d{1,6}){0,19}$/.test(text) ? text.split(',').map(Number) : [];
  if (sizes.length > 0 && sizes.every((size) => size > 0)) return sizes;
  throw new InvalidArgumentError('It must be sizes of waves like 1,5,25, at most 20 of them.');
}
