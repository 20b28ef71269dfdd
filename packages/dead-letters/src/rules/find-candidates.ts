import type { Database, RowDataPacket } from '@ballast/database';
import { chunks } from '../chunks.ts';
import type { Queryable } from '../queryable.ts';
import { judgeLetters } from '../redrive/judge-letters.ts';
import { matchingLetterIds } from '../search/matching-letter-ids.ts';
import { parseQuery } from '../search/parse-query.ts';
import type { Query } from '../search/query.ts';
import { compileErrorPattern, type ErrorPattern } from './error-pattern.ts';
import type { RuleRow } from './rule-row.ts';

/** Pending letters that one look at a rule reads at most. */
const MAX_SCANNED = 50_000;
const CHUNK = 1_000;

export interface Candidates {
  /** What the rule may redrive now, oldest first. */
  readonly ids: readonly number[];
  /** What its pattern means and it does not redrive, by reason: poison, spent retries, and the refusals of a redrive. */
  readonly passedOver: Readonly<Record<string, number>>;
}

interface ErrorRow extends RowDataPacket {
  id: number;
  error_code: string | null;
  error_message: string;
  error_type: string;
  retry_count: number;
}

/**
 * The pending letters that a rule is about: rested long enough, of its condition, and with an error that its pattern
 * finds. Poison is never among them, and what was redriven as often as the rule allows is not either.
 */
export async function findCandidates(db: Database, rule: RuleRow): Promise<Candidates> {
  const found = await matchingLetterIds(db, queryOf(rule), MAX_SCANNED, { status: 'pending' });
  const pattern = compileErrorPattern(rule.error_pattern);
  const passedOver: Record<string, number> = {};
  const passOver = (reason: string) => {
    passedOver[reason] = (passedOver[reason] ?? 0) + 1;
  };
  const ids: number[] = [];
  for (const some of chunks(
    found.toSorted((a, b) => a - b),
    CHUNK,
  )) {
    await db.withConnection(async (connection) => {
      const meant = await matching(connection, some, pattern);
      const fit = meant.filter(({ error_type, retry_count }) => {
        const reason = error_type === 'poison' ? 'poison' : retry_count >= rule.max_retries ? 'max_retries' : undefined;
        if (reason !== undefined) passOver(reason);
        return reason === undefined;
      });
      for (const { letter, refusal } of await judgeLetters(
        connection,
        fit.map(({ id }) => id),
        { force: false, lock: false },
      )) {
        if (refusal === undefined) ids.push(letter.id);
        else passOver(refusal.code);
      }
    });
  }
  return { ids, passedOver };
}

function queryOf({ condition_query, wait_seconds }: RuleRow): Query {
  return {
    kind: 'and',
    terms: [
      { kind: 'age', comparison: '>=', seconds: wait_seconds },
      ...(condition_query === null ? [] : [parseQuery(condition_query)]),
    ],
  };
}

async function matching(connection: Queryable, ids: readonly number[], pattern: ErrorPattern): Promise<ErrorRow[]> {
  if (ids.length === 0) return [];
  const [rows] = await connection.query<ErrorRow[]>(
    `SELECT id, error_code, LEFT(error_message, 4000) AS error_message, error_type, retry_count
       FROM dead_letter_messages FORCE INDEX (PRIMARY) WHERE id IN (?) AND status = 'pending' ORDER BY id`,
    [ids],
  );
  return rows.filter(({ error_code, error_message }) => pattern.matches({ code: error_code, message: error_message }));
}
