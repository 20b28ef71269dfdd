import type { Rule } from '@ballast/contracts/operators';
import { type QueryClient, queryOptions } from '@tanstack/react-query';
import { refreshEvery } from '../refresh.ts';
import { getFirings, getRules, type RuleList } from './rules-api.ts';

const REFRESH_MS = 5_000;
const FIRINGS_SHOWN = 20;
/** Of everything that is asked about rules: after a hint of `rules` it is asked for again. */
const RULES_KEY = ['operators', 'rules'] as const;

export const rulesQuery = queryOptions({
  queryKey: [...RULES_KEY, 'list'],
  queryFn: ({ signal }) => getRules(signal),
  ...refreshEvery(REFRESH_MS),
});

export function firingsQuery(name: string) {
  return queryOptions({
    queryKey: [...RULES_KEY, 'firings', name],
    queryFn: ({ signal }) => getFirings(name, FIRINGS_SHOWN, signal),
    ...refreshEvery(REFRESH_MS),
  });
}

/** What the server answered to an act on all rules, until it is asked again. */
export function takeRules(queries: QueryClient, list: RuleList): Promise<void> {
  queries.setQueryData(rulesQuery.queryKey, list);
  return queries.invalidateQueries({ queryKey: RULES_KEY });
}

/** The same of an act on one, which may be new. */
export function takeRule(queries: QueryClient, rule: Rule): Promise<void> {
  queries.setQueryData(rulesQuery.queryKey, (known) => {
    if (known === undefined) return known;
    const others = known.items.filter(({ name }) => name !== rule.name);
    return { ...known, items: [...others, rule].sort((a, b) => (a.name < b.name ? -1 : 1)) };
  });
  return queries.invalidateQueries({ queryKey: RULES_KEY });
}
