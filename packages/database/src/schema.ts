// The tables as drizzle knows them: an entry of its own (`@ballast/database/schema`), because loading drizzle costs half a
// second of CPU and the processes' hot paths are plain SQL.
export { drizzleOn } from './drizzle-on.ts';
export { auditHead } from './tables/audit-head.ts';
export { auditLog } from './tables/audit-log.ts';
export { DEAD_LETTER_GROUP_STATES, deadLetterGroups } from './tables/dead-letter-groups.ts';
export {
  DEAD_LETTER_ERROR_TYPES,
  DEAD_LETTER_RESOLUTIONS,
  DEAD_LETTER_STATES,
  deadLetterMessages,
} from './tables/dead-letter-messages.ts';
export { DLQ_RULE_MODES, dlqRules } from './tables/dlq-rules.ts';
export { dlqStatistics } from './tables/dlq-statistics.ts';
export { dlqSwitches } from './tables/dlq-switches.ts';
export { EMAIL_DELIVERY_STATES, emailDeliveries } from './tables/email-deliveries.ts';
export { hubEvents } from './tables/hub-events.ts';
export { hubGroups } from './tables/hub-groups.ts';
export { idempotencyKeys } from './tables/idempotency-keys.ts';
export { ledgerCounters } from './tables/ledger-counters.ts';
export { loginTokens } from './tables/login-tokens.ts';
export { mailSuppressions, SUPPRESSION_REASONS } from './tables/mail-suppressions.ts';
export { mailSuppressionsPlain } from './tables/mail-suppressions-plain.ts';
export { messageProcessingLogs, PROCESSING_STATUSES } from './tables/message-processing-logs.ts';
export { outbox } from './tables/outbox.ts';
export { outboxHistory } from './tables/outbox-history.ts';
export { PRIME_CHECK_CERTAINTIES, PRIME_CHECK_STATES, primeChecks } from './tables/prime-checks.ts';
export { RATE_LIMIT_MODES, rateLimitModes } from './tables/rate-limit-modes.ts';
export { REDRIVE_ITEM_STATES, redriveJobItems } from './tables/redrive-job-items.ts';
export { REDRIVE_JOB_STATES, redriveJobs } from './tables/redrive-jobs.ts';
export { savedViews } from './tables/saved-views.ts';
export { sessions } from './tables/sessions.ts';
export { userEmails } from './tables/user-emails.ts';
export { users } from './tables/users.ts';
export { WORKER_STATUSES, workerHealthChecks } from './tables/worker-health-checks.ts';
