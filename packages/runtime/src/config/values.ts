import { z } from 'zod';
import { AddressRanges } from '../address-ranges.ts';
import { configRegistry, type SecretRules } from './registry.ts';

/** A whole number written in decimal digits, within bounds. */
export function integerVariable(bounds: { min?: number; max?: number } = {}) {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = bounds;
  const range = max === Number.MAX_SAFE_INTEGER ? `of ${min} or more` : `from ${min} to ${max}`;
  const error = `must be a whole number ${range}`;
  return z
    .string()
    .regex(/^-?\d{1,15}$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error));
}

/** A decimal number such as 0.25, within bounds. */
export function numberVariable(bounds: { min: number; max: number }) {
  const error = `must be a number from ${bounds.min} to ${bounds.max}`;
  return z
    .string()
    .regex(/^-?\d{1,15}(\.\d{1,15})?$/, { error, abort: true })
    .transform(Number)
    .pipe(z.number().min(bounds.min, error).max(bounds.max, error));
}

/** `true` or `false` (also `1`, `0`, `yes`, `no`, `on`, `off`). */
export function booleanVariable() {
  return z.stringbool({
    truthy: ['true', '1', 'yes', 'on'],
    falsy: ['false', '0', 'no', 'off'],
  });
}

/** A comma-separated list, spaces around entries dropped. */
export function listVariable() {
  return z.string().transform((text) =>
    text
      .split(',')
      .map((entry) => entry.trim())
      .filter((entry) => entry !== ''),
  );
}

/** A TCP port; 0 means any free one. */
export function portVariable() {
  return integerVariable({ min: 0, max: 65_535 });
}

/** A comma-separated list of IP ranges. */
export function addressRangesVariable() {
  return listVariable().transform((entries, context) => {
    try {
      return new AddressRanges(entries);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
      return z.NEVER;
    }
  });
}

/**
 * A secret: also read from the file that `<NAME>_FILE` names, never shown in a message, and refused in production when
 * it is a default, a well-known one, short or monotonous.
 */
export function secretVariable(rules: SecretRules = {}) {
  return z.string().register(configRegistry, { secret: rules });
}
