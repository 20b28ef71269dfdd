import type { RuleTrial, RuleTrialBody } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import { findCandidates } from './find-candidates.ts';

/** Somebody waits for the answer: a look reads less than an engine's. */
const LIMITS = { read: 20_000, candidates: 20_000, passedOver: 5_000 };
const EXAMPLES = 10;

/**
 * What a rule with these settings would redrive if it acted now, with nothing done.
 *
 * @throws ActError `invalid_rule` for the pattern, QueryError for the condition, `DatabaseError`
 */
export async function tryRule(db: Database, { condition_query, ...aim }: RuleTrialBody): Promise<RuleTrial> {
  const { ids, passedOver } = await findCandidates(db, { ...aim, condition_query: condition_query ?? null }, LIMITS);
  const { unread = 0, ...passed_over } = passedOver;
  return {
    matching: ids.length,
    examples: ids.slice(0, EXAMPLES).map(String),
    passed_over,
    is_partial: unread > 0,
  };
}
