import type { RedriveJob } from '@ballast/contracts/operators';
import type { RowDataPacket } from '@ballast/database';

/** A row of `redrive_jobs`. */
export interface JobRow extends RowDataPacket {
  id: string;
  state: RedriveJob['state'];
  operator: string;
  reason: string;
  rule: string | null;
  rate_per_second: number;
  not_before: Date;
  failure_threshold: number;
  wave_deadline_seconds: number;
  force: number;
  total: number;
  wave: number;
  wave_sent_at: Date | null;
  stop_reason: string | null;
  lease_owner: string | null;
  lease_until: Date | null;
  created_at: Date;
  started_at: Date | null;
  finished_at: Date | null;
}

export const JOB_COLUMNS = `id, state, operator, reason, rule, rate_per_second, not_before, failure_threshold,
  wave_deadline_seconds, \`force\`, total, wave, wave_sent_at, stop_reason, lease_owner, lease_until, created_at, started_at,
  finished_at`;
