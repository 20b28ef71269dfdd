import { CUT_BYTES, foldSpaces } from '../search-text.ts';
import type { Decision } from './decision.ts';
import { ESCAPE, likePart } from './like.ts';
import type { Pattern } from './query.ts';
import { and, or, type Sql, sql, TRUE } from './sql.ts';

/** Rows whose text may go on beyond what the index has of it. */
export const IS_CUT = sql(`LENGTH(m.search_text) >= ${CUT_BYTES}`);

/** All of a row's text, folded as `search_text` is. */
const WHOLE_TEXT = foldedSql(
  `CONCAT_WS(' ', m.error_code, m.error_message, m.original_subject, m.original_message_id, m.payload, CONVERT(m.payload_raw USING utf8mb4))`,
);

/** Free text: it occurs in code, message, subject, id or payload. */
export function decideText(pattern: Pattern): Decision {
  const folded = foldPattern(pattern);
  const isThere = occursInSearchText(folded);
  const isInTheRest = sql(`${WHOLE_TEXT} LIKE ? ${ESCAPE}`, likePart(folded));
  return { may: or(isThere, IS_CUT), must: isThere, exact: or(isThere, and(IS_CUT, isInTheRest)) };
}

/** Read from the index. Looking for bytes without wildcards is the fastest that both servers can do. */
export function occursInSearchText(folded: Pattern): Sql {
  if (folded.every((piece) => piece === '')) return TRUE;
  if (folded.length === 1) return sql('LOCATE(?, m.search_text) > 0', folded[0]);
  return sql(`m.search_text LIKE ? ${ESCAPE}`, likePart(folded));
}

export function foldPattern(pattern: Pattern): Pattern {
  return pattern.map(foldSpaces) as unknown as Pattern;
}

/** An expression in lower case, with single spaces, compared byte by byte. */
export function foldedSql(expression: string): string {
  return `LOWER(REGEXP_REPLACE(CONVERT(${expression} USING utf8mb4), '[[:space:]]+', ' ')) COLLATE utf8mb4_bin`;
}
