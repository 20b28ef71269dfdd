import type { Pattern } from './query.ts';

/** After each LIKE whose value these functions make. */
export const ESCAPE = "ESCAPE '!'";

/** The whole text is like the pattern. */
export function likeWhole(pattern: Pattern): string {
  return pattern.map((piece) => piece.replace(/[!%_]/g, '!$&')).join('%');
}

/** The pattern occurs somewhere in the text. */
export function likePart(pattern: Pattern): string {
  return `%${likeWhole(pattern)}%`;
}
