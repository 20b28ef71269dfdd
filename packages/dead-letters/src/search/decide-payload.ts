import { foldPattern, IS_CUT, occursInSearchText } from './decide-text.ts';
import type { Decision } from './decision.ts';
import { ESCAPE, likeWhole } from './like.ts';
import type { Inequality, Pattern } from './query.ts';
import { and, FALSE, or, sql } from './sql.ts';

/** A message's payload; the whole of what is no envelope. */
const ROOT = "COALESCE(JSON_EXTRACT(m.payload, '$.payload'), m.payload)";
const LEAF = `JSON_UNQUOTE(JSON_EXTRACT(${ROOT}, ?))`;
const IS_NUMBER = "REGEXP '^-?[0-9]+([.][0-9]+)?$'";

/** What stands at the path, as a text, is like the pattern; case does not matter. */
export function decidePayload(path: readonly string[], pattern: Pattern): Decision {
  const inJson = pattern.map(escapeInJson) as unknown as Pattern;
  return {
    // `"key":"value` and `"key":value`: the search text has the payload as JSON without spaces
    may: or(
      ...['"', ''].map((quote) => occursInSearchText(foldPattern(prefixed(inJson, keyOf(path) + quote)))),
      IS_CUT,
    ),
    must: FALSE,
    exact: sql(`LOWER(${LEAF}) COLLATE utf8mb4_bin LIKE ? ${ESCAPE}`, jsonPath(path), likeWhole(lower(pattern))),
  };
}

export function decidePayloadNumber(path: readonly string[], comparison: Inequality, value: number): Decision {
  const leaf = jsonPath(path);
  return {
    may: or(occursInSearchText(foldPattern([keyOf(path)])), IS_CUT),
    must: FALSE,
    // A text that is a number counts as one: numbers to be checked are texts.
    exact: and(sql(`${LEAF} ${IS_NUMBER}`, leaf), sql(`${LEAF} + 0 ${comparison} ?`, leaf, value)),
  };
}

/** `"key":`, or nothing for a place in an array. */
function keyOf(path: readonly string[]): string {
  const last = path.at(-1) ?? '';
  return isIndex(last) ? '' : `${JSON.stringify(last)}:`;
}

function jsonPath(path: readonly string[]): string {
  // Names have neither quotes nor backslashes: the language has no way to write them.
  return `$${path.map((name) => (isIndex(name) ? `[${name}]` : `."${name}"`)).join('')}`;
}

function isIndex(name: string): boolean {
  return /^\d{1,9}$/.test(name);
}

function prefixed([first, ...rest]: Pattern, prefix: string): Pattern {
  return [prefix + first, ...rest];
}

function escapeInJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function lower(pattern: Pattern): Pattern {
  return pattern.map((piece) => piece.toLowerCase()) as unknown as Pattern;
}
