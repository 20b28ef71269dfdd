import type { RuleBody } from '@ballast/contracts/operators';
import { ActError } from '../act-error.ts';
import { parseQuery } from '../search/parse-query.ts';
import { QueryError } from '../search/query-error.ts';
import { compileErrorPattern } from './error-pattern.ts';

type Settings = {
  readonly [Name in 'error_pattern' | 'condition_query' | 'hour_from' | 'hour_to']?: RuleBody[Name] | null | undefined;
};

/**
 * Checks what no schema can say of a rule.
 *
 * @throws ActError `invalid_rule` with the field
 */
export function checkRule({ error_pattern, condition_query, hour_from, hour_to }: Settings): void {
  if (error_pattern !== null && error_pattern !== undefined) compileErrorPattern(error_pattern);
  if (condition_query !== null && condition_query !== undefined) checkQuery(condition_query);
  const [hasFrom, hasTo] = [isSet(hour_from), isSet(hour_to)];
  if (hasFrom !== hasTo) {
    const field = hasFrom ? 'hour_to' : 'hour_from';
    throw new ActError('invalid_rule', 'hour_from and hour_to are set together or not at all.', { field });
  }
  if (hasFrom && hour_from === hour_to) {
    throw new ActError('invalid_rule', 'hour_from and hour_to are the same: there is no hour between.', {
      field: 'hour_to',
    });
  }
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function checkQuery(query: string): void {
  try {
    parseQuery(query);
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    throw new ActError('invalid_rule', error.message, { field: 'condition_query', cause: error });
  }
}
