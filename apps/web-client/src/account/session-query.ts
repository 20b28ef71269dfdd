import type { Session } from '@ballast/contracts';
import { type QueryClient, queryOptions, useQuery } from '@tanstack/react-query';
import { getSession } from '../api/accounts.ts';
import { ApiError } from '../api/api-error.ts';

export const SESSION_KEY = ['session'] as const;

/** Who is signed in. Asked for again when somebody comes back to the page: another tab may have signed in or out. */
export const sessionQuery = queryOptions({
  queryKey: SESSION_KEY,
  queryFn: ({ signal }) => getSession(signal),
  staleTime: 30_000,
  refetchOnWindowFocus: true,
});

/** The session, or undefined while it is not known. */
export function useKnownSession(): Session | undefined {
  return useQuery(sessionQuery).data;
}

/** Takes in what an act has changed at once, and asks the server whether it is so. */
export function changeSession(queries: QueryClient, change: (session: Session) => Session): Promise<void> {
  queries.setQueryData<Session>(SESSION_KEY, (session) => change(session ?? {}));
  return refreshSession(queries);
}

export function refreshSession(queries: QueryClient): Promise<void> {
  return queries.invalidateQueries({ queryKey: SESSION_KEY });
}

/** Tells each time another user is signed in than before, or none any more. Returns the end of that. */
export function followUser(queries: QueryClient, onChange: (before: string | undefined) => void): () => void {
  let known: { readonly id: string | undefined } | undefined;
  return queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.query.queryKey[0] !== SESSION_KEY[0]) return;
    const session = event.query.state.data as Session | undefined;
    if (session === undefined || (known !== undefined && known.id === session.user?.id)) return;
    const before = known;
    known = { id: session.user?.id };
    if (before !== undefined) onChange(before.id);
  });
}

/** Whose page it is: null for nobody's, undefined while that is not known. */
export function knownUser(queries: QueryClient): string | null | undefined {
  const session = queries.getQueryData<Session>(SESSION_KEY);
  return session === undefined ? undefined : (session.user?.id ?? null);
}

/**
 * Asks who is signed in, before anything is sent for the user that the page knows: what somebody typed for themselves would
 * be everybody's once their session is over.
 *
 * @throws ApiError `unreachable` when that cannot be found out, or when it is somebody else.
 */
export async function assertSameUser(queries: QueryClient): Promise<void> {
  const before = knownUser(queries);
  const fail = (cause?: unknown) => new ApiError('unreachable', 'who is signed in is not known', { cause });
  const session = await queries.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch((cause) => {
    throw fail(cause);
  });
  if (before !== undefined && before !== (session.user?.id ?? null)) throw fail();
}
