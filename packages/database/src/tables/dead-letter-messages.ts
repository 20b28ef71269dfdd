import { sql } from 'drizzle-orm';
import { bigint, check, index, int, mysqlTable, text, uniqueIndex, varchar } from 'drizzle-orm/mysql-core';
import { asciiChar, asciiVarchar, messageIdColumn } from '../columns/ascii.ts';
import { bytesColumn } from '../columns/bytes.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { jsonColumn } from '../columns/json.ts';
import { createdAtColumn, timeColumn } from '../columns/time.ts';

export const DEAD_LETTER_ERROR_TYPES = ['transient', 'permanent', 'poison'] as const;
export const DEAD_LETTER_STATES = ['pending', 'reprocessing', 'resolved', 'discarded'] as const;

/** A message that ran out of attempts or never had a chance, with all that a person needs to act on it. */
export const deadLetterMessages = mysqlTable(
  'dead_letter_messages',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    /** `dlq:<id>:r<generation>`, or `dlq:<stream>:<stream_created>:<seq>` where no id can be read. */
    letterKey: asciiVarchar('letter_key', 330).notNull(),
    originalSubject: asciiVarchar('original_subject', 255).notNull(),
    originalMessageId: messageIdColumn('original_message_id'),
    /** The envelope. NULL where the bytes are no JSON; then `payload_raw` has them. */
    payload: jsonColumn<unknown>('payload'),
    payloadRaw: bytesColumn('payload_raw'),
    headers: jsonColumn<Record<string, string>>('headers'),
    errorMessage: text('error_message').notNull(),
    errorType: choiceColumn('error_type', DEAD_LETTER_ERROR_TYPES).notNull(),
    errorCode: asciiVarchar('error_code', 100),
    fingerprint: asciiChar('fingerprint', 64),
    generation: int('generation').notNull().default(0),
    retryCount: int('retry_count').notNull().default(0),
    /** Where the message lay: with the letter key, what says that two letters are one. NULL for an outbox row. */
    stream: asciiVarchar('stream', 255),
    streamCreated: asciiVarchar('stream_created', 40),
    seq: bigint('seq', { mode: 'number', unsigned: true }),
    originalCreatedAt: timeColumn('original_created_at'),
    dlqCreatedAt: createdAtColumn('dlq_created_at'),
    lastRetryAt: timeColumn('last_retry_at'),
    status: choiceColumn('status', DEAD_LETTER_STATES).notNull().default('pending'),
    resolvedAt: timeColumn('resolved_at'),
    resolvedBy: varchar('resolved_by', { length: 255 }),
  },
  (table) => [
    // one letter for each generation of a message, however often it is told
    uniqueIndex('dead_letter_messages_letter_key').on(table.letterKey),
    // the open letters of a message, to be closed by its success
    index('dead_letter_messages_message_id').on(table.originalMessageId, table.status),
    // the list, newest first; with the id as the keyset's second half
    index('dead_letter_messages_status_created').on(table.status, table.dlqCreatedAt, table.id),
    // the list of one subject; statistics
    index('dead_letter_messages_subject_created').on(table.originalSubject, table.dlqCreatedAt, table.id),
    // the members of a group
    index('dead_letter_messages_fingerprint').on(table.fingerprint, table.id),
    check('dead_letter_messages_status_known', isOneOf(table.status, DEAD_LETTER_STATES)),
    check('dead_letter_messages_error_type_known', isOneOf(table.errorType, DEAD_LETTER_ERROR_TYPES)),
    check('dead_letter_messages_has_payload', sql`${table.payload} IS NOT NULL OR ${table.payloadRaw} IS NOT NULL`),
  ],
);
