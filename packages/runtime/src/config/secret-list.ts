import { secretVariable } from './values.ts';

const MIN_LENGTH = 32;

/**
 * Comma-separated secrets, the newest first: it is the one that is used, the others still open what it replaced. One of
 * them alone is a list as well.
 */
export function secretListVariable() {
  return secretVariable({
    minLength: MIN_LENGTH,
    secretsIn: (text) => entriesOf(text).map((value, index) => ({ name: `entry ${index + 1}`, value })),
  })
    .transform(entriesOf)
    .refine((entries) => entries.length > 0, 'has to hold at least one secret')
    .refine((entries) => new Set(entries).size === entries.length, 'has the same secret twice');
}

/** The secrets in the value of such a variable. */
export function entriesOf(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}
