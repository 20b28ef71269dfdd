import type { RedriveJob } from '@ballast/contracts/operators';
import type { Database } from '@ballast/database';

export interface JobControl {
  readonly actor: string;
  readonly reason?: string | undefined;
}

/** @throws ActError `not_found`, `conflict` */
export async function pauseJob(_db: Database, _id: string, _control: JobControl): Promise<RedriveJob> {
  throw new Error('not yet');
}

/** @throws ActError `not_found`, `conflict` */
export async function resumeJob(_db: Database, _id: string, _control: JobControl): Promise<RedriveJob> {
  throw new Error('not yet');
}

/** @throws ActError `not_found`, `conflict` */
export async function cancelJob(_db: Database, _id: string, _control: JobControl): Promise<RedriveJob> {
  throw new Error('not yet');
}
