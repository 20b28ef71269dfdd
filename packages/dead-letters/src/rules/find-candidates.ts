import type { Database, RowDataPacket } from '@ballast/database';
import { chunks } from '../chunks.ts';
import type { Queryable } from '../queryable.ts';
import { judgeLetters } from '../redrive/judge-letters.ts';
import { matchingLetterIds } from '../search/matching-letter-ids.ts';
import { parseQuery } from '../search/parse-query.ts';
import type { Query } from '../search/query.ts';
import { compileErrorPattern, type ErrorPattern } from './error-pattern.ts';
import type { RuleRow } from './rule-row.ts';

/**
 * What one look at a rule reads: letters that it may redrive by all that the database can decide, candidates among them,
 * and letters that it passes over only to say how many.
 */
const LIMITS = { read: 500_000, candidates: 50_000, passedOver: 50_000 };
const CHUNK = 1_000;

export interface Candidates {
  /** What the rule may redrive now, oldest first. */
  readonly ids: readonly number[];
  /**
   * What its pattern means and it does not redrive, by reason: poison, spent retries, and the refusals of a redrive. Of
   * those with `unread` nobody knows whether its pattern means them: they were too many for one look.
   */
  readonly passedOver: Readonly<Record<string, number>>;
}

/** What says which letters a rule is about. */
type RuleAim = Pick<RuleRow, 'error_pattern' | 'wait_seconds' | 'max_retries' | 'condition_query'>;

interface ErrorRow extends RowDataPacket {
  id: number;
  error_code: string | null;
  error_message: string;
  error_type: string;
}

/**
 * The pending letters that a rule is about: rested long enough, of its condition, and with an error that its pattern
 * finds. Poison is never among them, and what was redriven as often as the rule allows is not either: the query leaves
 * them out, so that however many there are, they take no room from those that the rule may redrive.
 */
export async function findCandidates(db: Database, rule: RuleAim, limits = LIMITS): Promise<Candidates> {
  const pattern = compileErrorPattern(rule.error_pattern);
  const passedOver: Record<string, number> = {};
  const passOver = (reason: string, count = 1) => {
    passedOver[reason] = (passedOver[reason] ?? 0) + count;
  };
  const about = (query: Query, limit: number) =>
    matchingLetterIds(db, { kind: 'and', terms: [...termsOf(rule), query] }, limit, { status: 'pending' });

  // One more, to know whether there are any.
  const found = await about(mayBeRedriven(rule), limits.read + 1);
  const unread = Math.max(0, found.length - limits.read);
  const some = found.slice(0, limits.read).toSorted((a, b) => a - b);
  const ids: number[] = [];
  let read = 0;
  for (const chunk of chunks(some, CHUNK)) {
    if (ids.length >= limits.candidates) break;
    read += chunk.length;
    await db.withConnection(async (connection) => {
      const meant = (await matching(connection, chunk, pattern)).map(({ id }) => id);
      for (const { letter, refusal } of await judgeLetters(connection, meant, { force: false, lock: false })) {
        if (refusal === undefined) ids.push(letter.id);
        else passOver(refusal.code);
      }
    });
  }
  if (unread + some.length > read) passOver('unread', unread + some.length - read);

  const others = await about({ kind: 'not', term: mayBeRedriven(rule) }, limits.passedOver);
  for (const chunk of chunks(others, CHUNK)) {
    const meant = await db.withConnection((connection) => matching(connection, chunk, pattern));
    for (const { error_type } of meant) passOver(error_type === 'poison' ? 'poison' : 'max_retries');
  }
  return { ids, passedOver };
}

function termsOf({ condition_query, wait_seconds }: RuleAim): Query[] {
  return [
    { kind: 'age', comparison: '>=', seconds: wait_seconds },
    ...(condition_query === null ? [] : [parseQuery(condition_query)]),
  ];
}

function mayBeRedriven({ max_retries }: RuleAim): Query {
  return {
    kind: 'and',
    terms: [
      { kind: 'not', term: { kind: 'field', field: 'type', pattern: ['poison'], isWhole: true } },
      { kind: 'number', field: 'retries', comparison: '<', value: max_retries },
    ],
  };
}

async function matching(connection: Queryable, ids: readonly number[], pattern: ErrorPattern): Promise<ErrorRow[]> {
  if (ids.length === 0) return [];
  const [rows] = await connection.query<ErrorRow[]>(
    `SELECT id, error_code, LEFT(error_message, 4000) AS error_message, error_type
       FROM dead_letter_messages FORCE INDEX (PRIMARY) WHERE id IN (?) AND status = 'pending' ORDER BY id`,
    [ids],
  );
  return rows.filter(({ error_code, error_message }) => pattern.matches({ code: error_code, message: error_message }));
}
