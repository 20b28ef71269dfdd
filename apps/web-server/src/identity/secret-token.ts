import { createHash, randomBytes } from 'node:crypto';

/** 32 random bytes, as 43 URL-safe characters. */
export function newSecretToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of such a token: of 256 random bits nothing can be guessed, so a plain hash hides them well enough. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/** Whether a text can be such a token at all. */
export function isSecretToken(text: string): boolean {
  return /^[\w-]{43}$/.test(text);
}
