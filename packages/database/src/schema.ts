// The tables as drizzle knows them: an entry of its own (`@ballast/database/schema`), because loading drizzle costs half a
// second of CPU and the processes' hot paths are plain SQL.
export { drizzleOn } from './drizzle-on.ts';
export {
  DEAD_LETTER_ERROR_TYPES,
  DEAD_LETTER_STATES,
  deadLetterMessages,
} from './tables/dead-letter-messages.ts';
export { EMAIL_DELIVERY_STATES, emailDeliveries } from './tables/email-deliveries.ts';
export { idempotencyKeys } from './tables/idempotency-keys.ts';
export { mailSuppressions, SUPPRESSION_REASONS } from './tables/mail-suppressions.ts';
export { messageProcessingLogs, PROCESSING_STATUSES } from './tables/message-processing-logs.ts';
export { outbox } from './tables/outbox.ts';
export { outboxHistory } from './tables/outbox-history.ts';
export { PRIME_CHECK_CERTAINTIES, PRIME_CHECK_STATES, primeChecks } from './tables/prime-checks.ts';
export { WORKER_STATUSES, workerHealthChecks } from './tables/worker-health-checks.ts';
