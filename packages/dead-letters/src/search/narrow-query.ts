import type { DeadLetter } from '@ballast/contracts/operators';
import type { Query, TextField } from './query.ts';

/** What a list can be narrowed by besides a query. */
export interface QueryFilter {
  readonly status?: DeadLetter['status'] | undefined;
  readonly subject?: string | undefined;
  readonly type?: DeadLetter['error_type'] | undefined;
  /** A group's fingerprint. */
  readonly group?: string | undefined;
}

const FIELDS = ['status', 'subject', 'type', 'group'] as const satisfies readonly TextField[];

/** The query, and all of the filter. */
export function narrowQuery(query: Query, filter: QueryFilter): Query {
  const given = FIELDS.flatMap((field): Query[] => {
    const value = filter[field];
    return value === undefined ? [] : [{ kind: 'field', field, pattern: [value], isWhole: true }];
  });
  const own = query.kind === 'all' ? [] : query.kind === 'and' ? query.terms : [query];
  // A condition that stands in both is one: with it alone, its own index serves.
  const terms = [...given, ...own.filter((term) => !given.some((one) => JSON.stringify(one) === JSON.stringify(term)))];
  if (terms.length === 0) return { kind: 'all' };
  return terms.length === 1 ? (terms[0] as Query) : { kind: 'and', terms };
}
