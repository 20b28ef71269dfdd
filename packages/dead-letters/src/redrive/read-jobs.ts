import type { RedriveJob, RedriveJobDetail } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';

export interface JobPage {
  readonly items: RedriveJob[];
  readonly next_cursor: string | null;
}

/** Jobs, newest first. */
export async function listJobs(
  _db: Database,
  _page: { limit: number; cursor?: string | undefined; state?: RedriveJob['state'] | undefined },
): Promise<JobPage> {
  throw new Error('not yet');
}

/** One job with a page of its items, in the order in which they are sent. */
export async function readJob(
  _db: Database,
  _id: string,
  _page: { limit: number; cursor?: string | undefined },
): Promise<RedriveJobDetail | undefined> {
  throw new Error('not yet');
}
