import type { SecretRules } from './registry.ts';

const MIN_LENGTH = 12;
const MIN_DIFFERENT_CHARACTERS = 5;
const WELL_KNOWN =
  /^(pass(word|wd)?|secrets?|change[-_]?(me|it)?|replace[-_]?me|default|example|test(ing)?|admin|root|guest|ballast|dev(elopment)?|qwerty|letmein|123+\d*)/i;

/** Says why a secret is too weak for production, or `undefined` when it will do. Never repeats the secret. */
export function findSecretWeakness(value: string, rules: SecretRules): string | undefined {
  const minLength = rules.minLength ?? MIN_LENGTH;
  if (value.length < minLength) return `has ${value.length} characters; production needs at least ${minLength}`;
  if (new Set(value).size < MIN_DIFFERENT_CHARACTERS)
    return 'repeats a few characters; production needs a random value';
  if (WELL_KNOWN.test(value)) return 'begins like a default or a well-known secret; production needs a random value';
  return undefined;
}
