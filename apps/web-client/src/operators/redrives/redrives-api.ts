import {
  type RedriveJob,
  type RedriveJobDetail,
  RedriveJobDetailSchema,
  RedriveJobListSchema,
  RedriveJobSchema,
} from '@ballast/contracts/operators';
import type { output } from 'zod';
import { requestJson, withJson } from '../../api/request-json.ts';

export type JobControl = 'pause' | 'resume' | 'cancel';
type JobList = output<typeof RedriveJobListSchema>;

export function getJobs(cursor: string | undefined, signal: AbortSignal): Promise<JobList> {
  const query = new URLSearchParams({ limit: '50', ...(cursor !== undefined && { cursor }) });
  return requestJson(`/api/dlq/jobs?${query}`, RedriveJobListSchema, { signal });
}

/** A job with a page of its letters. */
export function getJob(
  id: string,
  page: { cursor?: string | undefined; limit: number },
  signal: AbortSignal,
): Promise<RedriveJobDetail> {
  const query = new URLSearchParams({
    limit: String(page.limit),
    ...(page.cursor !== undefined && { cursor: page.cursor }),
  });
  return requestJson(`/api/dlq/jobs/${encodeURIComponent(id)}?${query}`, RedriveJobDetailSchema, { signal });
}

export function controlJob(id: string, control: JobControl, reason: string | undefined): Promise<RedriveJob> {
  const body = reason === undefined ? {} : { reason };
  return requestJson(`/api/dlq/jobs/${encodeURIComponent(id)}/${control}`, RedriveJobSchema, withJson('POST', body));
}
