import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { refreshEvery } from '../refresh.ts';
import { type AuditAddress, firstCursor } from './audit-address.ts';
import { getAudit, verifyAudit } from './audit-api.ts';

const REFRESH_MS = 5_000;
/** Of what is listed: after a hint of `audit` it is asked for again. */
const AUDIT_KEY = ['operators', 'audit'] as const;

/** Entries, newest first. Renewed by itself while it is one page: what lies further down never changes. */
export function auditQuery({ actor, type, target, upTo }: AuditAddress) {
  const every = refreshEvery(REFRESH_MS).refetchInterval;
  return infiniteQueryOptions({
    queryKey: [...AUDIT_KEY, { actor, type, target, upTo }],
    queryFn: ({ pageParam, signal }) => getAudit({ actor, type, target }, pageParam, signal),
    initialPageParam: firstCursor({ upTo }),
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    refetchInterval: (query) =>
      upTo !== undefined || (query.state.data?.pages.length ?? 1) > 1 ? false : every({ state: query.state }),
  });
}

/** The chain is read from its first entry to its last: once, and again when somebody asks. */
export const chainQuery = queryOptions({
  queryKey: ['operators', 'audit-chain'],
  queryFn: ({ signal }) => verifyAudit(signal),
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnReconnect: false,
});
