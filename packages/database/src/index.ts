export type { ResultSetHeader, RowDataPacket } from 'mysql2/promise';
export { AccountError, type AccountErrorCode } from './accounts/account-error.ts';
export { type AccountOptions, type AccountPasswords, createAccounts } from './accounts/create-accounts.ts';
export { accountName, PROCESS_GRANTS, PROCESS_NAMES, type ProcessName } from './accounts/process-grants.ts';
export type { AdminOptions } from './admin-connection.ts';
export { type AttemptLog, createAttemptLog } from './attempt-log.ts';
export { DATABASE_ERROR_CODES, DatabaseError, type DatabaseErrorCode, isDatabaseError } from './database-error.ts';
export { drizzleOn } from './drizzle-on.ts';
export { GroupCommit, GroupCommitClosedError, GroupCommitFullError, type GroupCommitOptions } from './group-commit.ts';
export { type Beat, createHeartbeatStore, type HeartbeatStore } from './heartbeat-store.ts';
export { type MigrateOptions, type MigrationReport, migrate } from './migrations/migrate.ts';
export { MigrationError, type MigrationErrorCode } from './migrations/migration-error.ts';
export { type MigrationState, type MigrationStatus, migrationStatus } from './migrations/migration-status.ts';
export { resetDatabase } from './migrations/reset-database.ts';
export { type Database, type DatabaseOptions, openDatabase } from './open-database.ts';
export { insertProcessingLogs, type ProcessingLogRow } from './processing-logs.ts';
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
export { toDatabaseError } from './to-database-error.ts';
export type { Tx } from './transaction.ts';
export { type TransactionOptions, withTransaction } from './with-transaction.ts';
