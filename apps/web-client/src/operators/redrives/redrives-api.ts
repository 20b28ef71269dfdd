import {
  type DryRun,
  DryRunSchema,
  type RedriveJob,
  type RedriveJobBody,
  type RedriveJobDetail,
  RedriveJobDetailSchema,
  RedriveJobListSchema,
  RedriveJobSchema,
} from '@ballast/contracts/operators';
import type { output } from 'zod';
import { requestJson, withJson } from '../../api/request-json.ts';
import { lettersOf, type Selection } from '../dead-letters/selection.ts';

export type JobControl = 'pause' | 'resume' | 'cancel';
export type RedriveSettings = Omit<RedriveJobBody, 'message_ids' | 'query' | 'dry_run' | 'reason'>;
type JobList = output<typeof RedriveJobListSchema>;

/** A little longer than the server takes at most, which then says so. */
const PLAN_MS = 65_000;
const START_MS = 125_000;
const CONTROL_MS = 65_000;

/** What a redrive would do; nothing is changed and nothing is kept. */
export function planRedrive(selection: Selection, settings: RedriveSettings, signal: AbortSignal): Promise<DryRun> {
  // A reason is asked for by the contract; of a dry run it is not kept.
  const body = { ...lettersOf(selection), ...settings, dry_run: true, reason: 'dry run' };
  return requestJson('/api/dlq/jobs', DryRunSchema, { ...withJson('POST', body), signal, timeoutMs: PLAN_MS });
}

export function startRedrive(selection: Selection, settings: RedriveSettings, reason: string): Promise<RedriveJob> {
  const body = { ...lettersOf(selection), ...settings, reason };
  return requestJson('/api/dlq/jobs', RedriveJobSchema, { ...withJson('POST', body), timeoutMs: START_MS });
}

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
  return requestJson(`/api/dlq/jobs/${encodeURIComponent(id)}/${control}`, RedriveJobSchema, {
    ...withJson('POST', body),
    timeoutMs: CONTROL_MS,
  });
}
