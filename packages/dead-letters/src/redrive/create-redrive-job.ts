import type { Database } from '@ballast/database';
import type { CreatedJob, RedriveRequest } from './redrive-request.ts';

/** Makes a job of the letters that may be redriven; each refusal is said at once, and kept with the job. */
export async function createRedriveJob(_db: Database, _request: RedriveRequest): Promise<CreatedJob> {
  throw new Error('not yet');
}
