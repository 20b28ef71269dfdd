import { sql } from 'drizzle-orm';
import {
  bigint,
  check,
  index,
  int,
  mediumtext,
  mysqlTable,
  text,
  uniqueIndex,
  varbinary,
  varchar,
} from 'drizzle-orm/mysql-core';
import { asciiChar, asciiVarchar, messageIdColumn, uuidColumn } from '../columns/ascii.ts';
import { bytesColumn } from '../columns/bytes.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { jsonColumn } from '../columns/json.ts';
import { createdAtColumn, timeColumn } from '../columns/time.ts';

export const DEAD_LETTER_ERROR_TYPES = ['transient', 'permanent', 'poison'] as const;
export const DEAD_LETTER_STATES = ['pending', 'reprocessing', 'resolved', 'discarded'] as const;
/** How a letter came to be resolved: its message succeeded, or failed again and has a letter of a newer generation. */
export const DEAD_LETTER_RESOLUTIONS = ['succeeded', 'superseded'] as const;

/**
 * A message that ran out of attempts or never had a chance, with all that a person needs to act on it. One row for each
 * generation; whoever changes `status` has locked the business row first, and then this one.
 *
 *     pending -> reprocessing (redriven) -> resolved: succeeded | superseded (it failed again: the next generation's letter)
 *     pending <-> discarded              pending, reprocessing -> resolved: succeeded (a late success)
 */
export const deadLetterMessages = mysqlTable(
  'dead_letter_messages',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    /**
     * `dlq:<id>:r<generation>`, or `dlq:<stream>:<stream_created>:<seq>` where no id can be read. Where a letter of another
     * subject has that key already, a hash of the subject follows.
     */
    letterKey: asciiVarchar('letter_key', 330).notNull(),
    originalSubject: asciiVarchar('original_subject', 255).notNull(),
    originalMessageId: messageIdColumn('original_message_id'),
    /** The envelope. NULL where the bytes are no JSON. `payload_raw` has them then, and where a JSON column would change them. */
    payload: jsonColumn<unknown>('payload'),
    payloadRaw: bytesColumn('payload_raw'),
    headers: jsonColumn<Record<string, string>>('headers'),
    /** What the next redrive sends in place of the payload; the original stays as it came. */
    editedPayload: mediumtext('edited_payload'),
    editedBy: varchar('edited_by', { length: 255 }),
    editedAt: timeColumn('edited_at'),
    errorMessage: text('error_message').notNull(),
    errorStack: text('error_stack'),
    errorType: choiceColumn('error_type', DEAD_LETTER_ERROR_TYPES).notNull(),
    errorCode: asciiVarchar('error_code', 100),
    /** SHA-256 in hex of error type and code: the coarse level. */
    family: asciiChar('family', 64),
    /** SHA-256 in hex of the family, the normalised message and the handler: the key of the letter's group. */
    fingerprint: asciiChar('fingerprint', 64),
    /**
     * What a search for text reads, from an index: UTF-8 of code, message, subject, id and payload, folded and cut. Bytes,
     * because comparing characters takes twice as long.
     */
    searchText: varbinary('search_text', { length: 2000 }).notNull().default(''),
    generation: int('generation').notNull().default(0),
    /** Attempts spent by this generation. */
    attempts: int('attempts').notNull().default(0),
    /** How often the message was redriven so far: its generation, and one more once it is redriven again. */
    retryCount: int('retry_count').notNull().default(0),
    consumer: asciiVarchar('consumer', 255),
    worker: asciiVarchar('worker', 150),
    traceId: asciiChar('trace_id', 32),
    /** Where the message lay: with the letter key, what says that two letters are one. NULL for an outbox row. */
    stream: asciiVarchar('stream', 255),
    streamCreated: asciiVarchar('stream_created', 40),
    seq: bigint('seq', { mode: 'number', unsigned: true }),
    originalCreatedAt: timeColumn('original_created_at'),
    firstFailedAt: timeColumn('first_failed_at'),
    lastFailedAt: timeColumn('last_failed_at'),
    dlqCreatedAt: createdAtColumn('dlq_created_at'),
    lastRetryAt: timeColumn('last_retry_at'),
    status: choiceColumn('status', DEAD_LETTER_STATES).notNull().default('pending'),
    resolvedAt: timeColumn('resolved_at'),
    resolvedBy: varchar('resolved_by', { length: 255 }),
    resolution: choiceColumn('resolution', DEAD_LETTER_RESOLUTIONS),
    /** The act that discarded it: what an undo names. */
    discardId: uuidColumn('discard_id'),
  },
  (table) => [
    // one letter for each generation of a subject's message, however often it is told
    uniqueIndex('dead_letter_messages_letter_key').on(table.letterKey),
    // the open letters of a message, to be closed by its success
    index('dead_letter_messages_message_id').on(table.originalMessageId, table.status),
    // the list of a state, newest first (ids grow with time); what is pending, by age
    index('dead_letter_messages_status_id').on(table.status, table.id),
    index('dead_letter_messages_status_created').on(table.status, table.dlqCreatedAt, table.id),
    // the list of one subject, of one type
    index('dead_letter_messages_subject_id').on(table.originalSubject, table.id),
    index('dead_letter_messages_type_id').on(table.errorType, table.id),
    // the members of a group; how many of each are pending; its letters by the hour
    index('dead_letter_messages_fingerprint').on(table.fingerprint, table.id),
    index('dead_letter_messages_status_fingerprint').on(table.status, table.fingerprint, table.id),
    index('dead_letter_messages_created_fingerprint').on(table.dlqCreatedAt, table.fingerprint),
    // any search, newest first: all that decides about a letter (or rules it out) is read here, without reading the rows
    index('dead_letter_messages_search').on(
      table.id,
      table.status,
      table.errorType,
      table.originalSubject,
      table.generation,
      table.attempts,
      table.retryCount,
      table.dlqCreatedAt,
      table.fingerprint,
      table.searchText,
    ),
    // an undo of a whole act
    index('dead_letter_messages_discard_id').on(table.discardId),
    // retention: resolved and discarded letters, oldest first
    index('dead_letter_messages_status_resolved').on(table.status, table.resolvedAt),
    check('dead_letter_messages_status_known', isOneOf(table.status, DEAD_LETTER_STATES)),
    check('dead_letter_messages_error_type_known', isOneOf(table.errorType, DEAD_LETTER_ERROR_TYPES)),
    check('dead_letter_messages_resolution_known', isOneOf(table.resolution, DEAD_LETTER_RESOLUTIONS)),
    check('dead_letter_messages_has_payload', sql`${table.payload} IS NOT NULL OR ${table.payloadRaw} IS NOT NULL`),
  ],
);
