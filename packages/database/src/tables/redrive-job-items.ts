import { bigint, check, index, int, mysqlTable, primaryKey, varchar } from 'drizzle-orm/mysql-core';
import { asciiVarchar, messageIdColumn, uuidColumn } from '../columns/ascii.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { timeColumn } from '../columns/time.ts';

/** `silent`: no outcome came in time; it counts as a failure, and a late success still turns it into `succeeded`. */
export const REDRIVE_ITEM_STATES = [
  'waiting',
  'sent',
  'succeeded',
  'failed',
  'silent',
  'refused',
  'cancelled',
] as const;

/**
 * One member of a job, as it was when the job was made.
 *
 *     waiting -> refused (the compare-and-set found another state; `reason` says which) | cancelled
 *     waiting -> sent -> succeeded (in the transaction of the effect) | failed (in that of the next letter) | silent
 */
export const redriveJobItems = mysqlTable(
  'redrive_job_items',
  {
    jobId: uuidColumn('job_id').notNull(),
    position: int('position').notNull(),
    /** From 0; -1 for what was refused when the job was made. */
    wave: int('wave').notNull(),
    /** 0 for a reference that named nothing. */
    letterId: bigint('letter_id', { mode: 'number', unsigned: true }).notNull(),
    /** The letter's generation when the list was frozen; it is sent as the next one. */
    generation: int('generation').notNull(),
    /** The id that the message is sent with: its own, or `letter-<id>` where none could be read. */
    messageId: messageIdColumn('message_id'),
    state: choiceColumn('state', REDRIVE_ITEM_STATES).notNull().default('waiting'),
    reasonCode: asciiVarchar('reason_code', 50),
    reason: varchar('reason', { length: 500 }),
    sentAt: timeColumn('sent_at'),
    finishedAt: timeColumn('finished_at'),
  },
  (table) => [
    primaryKey({ name: 'redrive_job_items_pk', columns: [table.jobId, table.position] }),
    // what is to be sent next; the counts of a job and of a wave
    index('redrive_job_items_job_state').on(table.jobId, table.state, table.wave, table.position),
    // the open items of a message, closed by its outcome
    index('redrive_job_items_message').on(table.messageId, table.state),
    // the history of a letter
    index('redrive_job_items_letter').on(table.letterId),
    check('redrive_job_items_state_known', isOneOf(table.state, REDRIVE_ITEM_STATES)),
  ],
);
