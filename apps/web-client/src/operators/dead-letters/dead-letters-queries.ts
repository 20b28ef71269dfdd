import type { DeadLetterGroup, DeadLetterList } from '@ballast/contracts/operators';
import { type InfiniteData, infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import { refreshEvery } from '../refresh.ts';
import { getGroups, getLetter, getLetterAudit, getLetters, getMessage, getStats, getViews } from './letters-api.ts';
import { mergeNewest } from './merge-newest.ts';

type Letters = InfiniteData<DeadLetterList, string | undefined>;

const REFRESH_MS = 5_000;

/** Of everything that is asked about letters, save the long list: after a hint of `dead-letters` these are asked for again. */
export const DEAD_LETTERS_KEY = ['operators', 'dead-letters'] as const;
/** Of lists of letters as far as they were scrolled; a hint renews their first page alone. */
const LETTER_LISTS_KEY = ['operators', 'letter-lists'] as const;

/** After an act on letters: everything about them is asked for again, the whole of the list included. */
export async function refreshLetters(queries: QueryClient): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
    queries.invalidateQueries({ queryKey: LETTER_LISTS_KEY }),
  ]);
}

/**
 * Takes letters out of the lists of pending ones that are open, before the server has answered, and gives the way to put
 * them back. What is asked for meanwhile is given up: it would put them back too early.
 */
export async function hideLetters(queries: QueryClient, ids: readonly string[]): Promise<() => void> {
  const lists = { queryKey: LETTER_LISTS_KEY, type: 'active' } as const;
  await Promise.all([
    queries.cancelQueries(lists),
    queries.cancelQueries({ queryKey: [...DEAD_LETTERS_KEY, 'newest'], type: 'active' }),
  ]);
  const before = queries.getQueriesData<Letters>(lists);
  const hidden = new Set(ids);
  for (const [key, list] of before) {
    if (list === undefined || new URLSearchParams(String(key.at(-1))).get('status') !== 'pending') continue;
    const pages = list.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => !hidden.has(id)) }));
    queries.setQueryData<Letters>(key, { ...list, pages });
  }
  return () => {
    for (const [key, list] of before) queries.setQueryData<Letters>(key, list);
  };
}

export function lettersQuery(parameters: string) {
  return infiniteQueryOptions({
    queryKey: [...LETTER_LISTS_KEY, parameters],
    queryFn: ({ pageParam, signal }) => getLetters(parameters, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    retry: false,
  });
}

/** The first page over and over, taken into the list: one request, however far somebody has scrolled. */
export function newestQuery(queries: QueryClient, parameters: string) {
  return queryOptions({
    queryKey: [...DEAD_LETTERS_KEY, 'newest', parameters],
    queryFn: async ({ signal }): Promise<string | null> => {
      const newest = await getLetters(parameters, undefined, signal);
      queries.setQueryData<Letters>(
        [...LETTER_LISTS_KEY, parameters],
        (list) => list && { ...list, pages: mergeNewest(list.pages, newest) },
      );
      return newest.items[0]?.id ?? null;
    },
    // The list has just been loaded: it is asked for again when that is a while ago.
    initialData: null,
    staleTime: REFRESH_MS,
    ...refreshEvery(REFRESH_MS),
    retry: false,
  });
}

export function letterQuery(id: string) {
  return queryOptions({
    queryKey: [...DEAD_LETTERS_KEY, 'letter', id],
    queryFn: ({ signal }) => getLetter(id, signal),
    // A copy of an exact number would be an object like any other.
    structuralSharing: false,
    ...refreshEvery(2 * REFRESH_MS),
  });
}

/** What is to be edited: it stays as it is under the hands of who edits, and is asked for anew by the next. */
export function messageQuery(id: string) {
  return queryOptions({
    queryKey: ['operators', 'message', id],
    queryFn: ({ signal }) => getMessage(id, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

export function letterAuditQuery(id: string) {
  return queryOptions({
    queryKey: [...DEAD_LETTERS_KEY, 'audit', id],
    queryFn: ({ signal }) => getLetterAudit(id, signal),
  });
}

export function groupsQuery(status: DeadLetterGroup['status']) {
  return queryOptions({
    queryKey: [...DEAD_LETTERS_KEY, 'groups', status],
    queryFn: ({ signal }) => getGroups(status, signal),
    ...refreshEvery(REFRESH_MS),
  });
}

export function statsQuery(hours: number) {
  return queryOptions({
    queryKey: [...DEAD_LETTERS_KEY, 'stats', hours],
    queryFn: ({ signal }) => getStats(hours, signal),
    ...refreshEvery(REFRESH_MS),
  });
}

export const viewsQuery = queryOptions({
  queryKey: [...DEAD_LETTERS_KEY, 'views'],
  queryFn: ({ signal }) => getViews(signal),
});
