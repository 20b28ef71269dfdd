import type { DryRun } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';
import type { RedriveRequest } from './redrive-request.ts';

/** What a job would do, without doing it. */
export async function planRedrive(
  _db: Database,
  _request: Omit<RedriveRequest, 'operator' | 'reason'>,
): Promise<DryRun> {
  throw new Error('not yet');
}
