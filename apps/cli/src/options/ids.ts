import { InvalidArgumentError } from 'commander';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LETTER = /^[\w.:@+-]{1,100}$/;

/** The id of a request, a job or an act. */
export function parseUuid(text: string): string {
  if (UUID.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError('It must be an id like 0197c5d2-8f7a-7c3e-9b1d-2f4a6c8e0b13.');
}

/** Whether it is a letter's own id, which nothing else looks like. */
export function isLetterNumber(text: string): boolean {
  return /^\d{1,20}$/.test(text);
}

/** A letter's own id (digits), or the id of its message. */
export function parseLetter(text: string): string {
  if (LETTER.test(text)) return text;
  throw new InvalidArgumentError('It must be a letter’s id (digits) or the id of its message.');
}

/** Several of them, each once. */
export function parseLetters(text: string, before: readonly string[] | undefined): string[] {
  return [...new Set([...(before ?? []), parseLetter(text)])];
}

/** A group's fingerprint, or its first digits as far as they tell it from the others. */
export function parseFingerprint(text: string): string {
  if (/^[0-9a-f]{6,64}$/i.test(text)) return text.toLowerCase();
  throw new InvalidArgumentError(
    'It must be a group’s fingerprint: 64 digits of 0-9 and a-f, or the first 6 or more of them.',
  );
}

/** The name of a rule: small letters, digits and hyphens. */
export function parseRuleName(text: string): string {
  if (/^[a-z0-9][a-z0-9-]{0,99}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a name of small letters, digits and hyphens.');
}

/** The name of a stream. */
export function parseStreamName(text: string): string {
  if (/^[A-Za-z0-9_-]{1,255}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be a stream’s name: letters, digits, _ and -.');
}
