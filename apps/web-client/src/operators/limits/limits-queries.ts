import type { Limits } from '@ballast/contracts/operators';
import { keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { refreshEvery } from '../refresh.ts';
import { type ConsumerIdentity, getBuckets, getLimits, getTopConsumers } from './limits-api.ts';
import type { ConsumerKind, LimitMode } from './limits-words.ts';

const REFRESH_MS = 3_000;
const LIMITS_KEY = ['operators', 'limits'] as const;

export const limitsQuery = queryOptions({
  queryKey: LIMITS_KEY,
  queryFn: ({ signal }) => getLimits(signal),
  ...refreshEvery(REFRESH_MS),
});

export function topConsumersQuery(kind: ConsumerKind) {
  return queryOptions({
    queryKey: ['operators', 'limits', 'top', kind],
    queryFn: ({ signal }) => getTopConsumers(kind, signal),
    ...refreshEvery(REFRESH_MS),
  });
}

export function bucketsQuery(identity: ConsumerIdentity) {
  return queryOptions({
    queryKey: ['operators', 'limits', 'buckets', identity.kind, identity.id],
    queryFn: ({ signal }) => getBuckets(identity, signal),
    placeholderData: keepPreviousData,
    ...refreshEvery(REFRESH_MS),
  });
}

/** What was changed, as it is now known, until the server has told it itself. */
export function takeMode(queries: QueryClient, policy: string, mode: LimitMode): Promise<void> {
  queries.setQueryData<Limits>(LIMITS_KEY, (limits) =>
    limits === undefined
      ? limits
      : { ...limits, policies: limits.policies.map((one) => (one.policy === policy ? { ...one, mode } : one)) },
  );
  return queries.invalidateQueries({ queryKey: LIMITS_KEY, exact: true });
}
