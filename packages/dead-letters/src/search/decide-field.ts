import { DEAD_LETTER_STATUSES, DEAD_LETTER_TYPES } from '@ballast/contracts/operators';
import { foldedSql, foldPattern, IS_CUT, occursInSearchText } from './decide-text.ts';
import { type Decision, decidedByIndex } from './decision.ts';
import { ESCAPE, likePart, likeWhole } from './like.ts';
import type { Condition, Pattern } from './query.ts';
import { FALSE, or, type Sql, sql, TRUE } from './sql.ts';

type FieldCondition = Extract<Condition, { kind: 'field' }>;

const FINGERPRINT_LENGTH = 64;

export function decideField({ field, pattern, isWhole }: FieldCondition): Decision {
  switch (field) {
    case 'error':
      return decideProse(['m.error_code', 'm.error_message'], pattern, isWhole);
    case 'message':
      return decideProse(['m.error_message'], pattern, isWhole);
    case 'code':
      return decideCode(pattern);
    case 'type':
      return decidedByIndex(oneOf('m.error_type', DEAD_LETTER_TYPES, pattern));
    case 'status':
      return decidedByIndex(oneOf('m.status', DEAD_LETTER_STATUSES, pattern));
    case 'subject':
      return decidedByIndex(isLike('m.original_subject', pattern));
    case 'group':
      return decidedByIndex(isLike('m.fingerprint', orItsBeginning(pattern)));
    case 'family':
      return decidedByRow(isLike('m.family', orItsBeginning(pattern)));
    case 'worker':
      return decidedByRow(isLike('m.worker', pattern));
    case 'consumer':
      return decidedByRow(isLike('m.consumer', pattern));
    case 'id':
      return decideId(pattern);
  }
}

function decideProse(columns: readonly string[], pattern: Pattern, isWhole: boolean): Decision {
  const folded = foldPattern(pattern);
  const value = isWhole ? likeWhole(folded) : likePart(folded);
  return {
    may: or(occursInSearchText(folded), IS_CUT),
    must: FALSE,
    exact: or(...columns.map((column) => sql(`${foldedSql(column)} LIKE ? ${ESCAPE}`, value))),
  };
}

/** A letter's search text begins with its code. */
function decideCode(pattern: Pattern): Decision {
  const value = likeWhole(foldPattern(pattern));
  return {
    may: sql(`m.search_text LIKE ? ${ESCAPE}`, `${value} %`),
    must: FALSE,
    exact: sql(`${foldedSql('m.error_code')} LIKE ? ${ESCAPE}`, value),
  };
}

/** A letter's own id in digits, or its message's. */
function decideId(pattern: Pattern): Decision {
  if (pattern.length === 1 && /^\d{1,19}$/.test(pattern[0])) return decidedByIndex(sql('m.id = ?', pattern[0]));
  return {
    may: or(occursInSearchText(foldPattern(pattern)), IS_CUT),
    must: FALSE,
    exact: isLike('m.original_message_id', pattern),
  };
}

function decidedByRow(exact: Sql): Decision {
  return { may: exact === FALSE ? FALSE : TRUE, must: FALSE, exact };
}

/** For columns of ASCII, which nothing else can equal. */
function isLike(column: string, pattern: Pattern): Sql {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII begins with them
  if (pattern.some((piece) => !/^[\x00-\x7f]*$/.test(piece))) return FALSE;
  if (pattern.length === 1) return sql(`${column} = ?`, pattern[0]);
  return sql(`${column} LIKE ? ${ESCAPE}`, likeWhole(pattern));
}

/** Fingerprints are shown shortened, and found by what is shown. */
function orItsBeginning(pattern: Pattern): Pattern {
  const [first, ...rest] = pattern;
  if (rest.length > 0 || first.length >= FINGERPRINT_LENGTH) return pattern;
  return [first, ''];
}

function oneOf(column: string, choices: readonly string[], pattern: Pattern): Sql {
  const fitting = choices.filter((choice) => fits(choice, pattern));
  if (fitting.length === choices.length) return TRUE;
  return or(...fitting.map((choice) => sql(`${column} = ?`, choice)));
}

/** `*` stands for any text: the first piece begins it, the last one ends it, the others follow each other. */
function fits(text: string, [first, ...rest]: Pattern): boolean {
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of rest) {
    const next = text.indexOf(piece, at);
    if (next < 0) return false;
    at = next + piece.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}
