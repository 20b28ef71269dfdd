import type { RedriveJob, RedriveJobDetail } from '@ballast/contracts/operators';
import { infiniteQueryOptions, type QueryClient, queryOptions } from '@tanstack/react-query';
import type { Selection } from '../dead-letters/selection.ts';
import { refreshEvery } from '../refresh.ts';
import { getJob, getJobs, planRedrive, type RedriveSettings } from './redrives-api.ts';

const JOB_REFRESH_MS = 1_000;
const LIST_REFRESH_MS = 3_000;
const ITEMS_SHOWN = 50;
/** Of everything that is asked about jobs: after a hint of `jobs` it is asked for again. */
export const JOBS_KEY = ['operators', 'jobs'] as const;

export const jobsQuery = infiniteQueryOptions({
  queryKey: [...JOBS_KEY, 'list'],
  queryFn: ({ pageParam, signal }) => getJobs(pageParam, signal),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
  ...refreshEvery(LIST_REFRESH_MS),
});

/** One job in figures, without its letters. */
export function jobQuery(id: string) {
  return queryOptions({
    queryKey: [...JOBS_KEY, 'one', id],
    queryFn: ({ signal }) => getJob(id, { limit: 1 }, signal),
    ...refreshEvery(JOB_REFRESH_MS),
  });
}

export function jobItemsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: [...JOBS_KEY, 'items', id],
    queryFn: ({ pageParam, signal }) => getJob(id, { cursor: pageParam, limit: ITEMS_SHOWN }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor }) => next_cursor ?? undefined,
    ...refreshEvery(LIST_REFRESH_MS),
  });
}

/** What a redrive of a selection would do, by its settings. */
export function planQuery(selection: Selection, settings: RedriveSettings) {
  return queryOptions({
    queryKey: ['operators', 'plan', selection, settings],
    queryFn: ({ signal }) => planRedrive(selection, settings, signal),
    gcTime: 0,
  });
}

/** What the server answered to an act on a job, until it is asked again. */
export function takeJob(queries: QueryClient, job: RedriveJob): Promise<void> {
  queries.setQueryData<RedriveJobDetail>(jobQuery(job.id).queryKey, (known) => known && { ...known, ...job });
  return queries.invalidateQueries({ queryKey: JOBS_KEY });
}
