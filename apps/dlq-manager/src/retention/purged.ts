/** What is deleted when it is too old. */
export const PURGED = [
  'processing_logs',
  'resolved_letters',
  'discarded_letters',
  'statistics',
  'outbox_history',
  'redrive_jobs',
  'workers',
  'sessions',
  'login_tokens',
  'idempotency_keys',
] as const;
export type Purged = (typeof PURGED)[number];
