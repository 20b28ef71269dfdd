import { bigint, check, index, int, mysqlTable, text } from 'drizzle-orm/mysql-core';
import { asciiVarchar, messageIdColumn } from '../columns/ascii.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { createdAtColumn } from '../columns/time.ts';

export const PROCESSING_STATUSES = ['processing', 'success', 'failed', 'retry', 'deferred'] as const;

/**
 * What became of each delivery of a message. `failed` is an attempt spent; `deferred` is none (an open breaker, a
 * shutdown, a version not known yet); `processing` is the started-mark of a suspect.
 */
export const messageProcessingLogs = mysqlTable(
  'message_processing_logs',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    messageId: messageIdColumn('message_id').notNull(),
    generation: int('generation').notNull(),
    enqueue: int('enqueue').notNull(),
    subject: asciiVarchar('subject', 255).notNull(),
    status: choiceColumn('status', PROCESSING_STATUSES).notNull(),
    errorType: asciiVarchar('error_type', 16),
    errorCode: asciiVarchar('error_code', 100),
    errorMessage: text('error_message'),
    processingTimeMs: int('processing_time_ms'),
    attempt: int('attempt'),
    worker: asciiVarchar('worker', 150).notNull(),
    createdAt: createdAtColumn(),
  },
  (table) => [
    // attempts spent by one enqueue of a message; with the id alone, a request's timeline
    index('message_processing_logs_identity').on(table.messageId, table.generation, table.enqueue, table.status),
    // retention, in batches, oldest first
    index('message_processing_logs_created_at').on(table.createdAt),
    check('message_processing_logs_status_known', isOneOf(table.status, PROCESSING_STATUSES)),
  ],
);
