import { sql } from 'drizzle-orm';
import { boolean, check, double, index, int, mysqlTable, text, varchar } from 'drizzle-orm/mysql-core';
import { asciiVarchar, uuidColumn } from '../columns/ascii.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { jsonColumn } from '../columns/json.ts';
import { createdAtColumn, timeColumn, updatedAtColumn } from '../columns/time.ts';

export const REDRIVE_JOB_STATES = ['running', 'paused', 'stopped', 'cancelled', 'completed'] as const;

/**
 * A bulk redrive with a frozen list of members (`redrive_job_items`). Whoever sends its items holds its lease, and locks
 * this row in the transaction of each send: a pause or a cancel that has returned is not followed by another send.
 *
 *     running <-> paused -> cancelled
 *     running -> stopped (a wave failed too often) -> running (resumed by a person) | cancelled
 *     running -> completed (every item has its end)
 */
export const redriveJobs = mysqlTable(
  'redrive_jobs',
  {
    id: uuidColumn('id').primaryKey(),
    state: choiceColumn('state', REDRIVE_JOB_STATES).notNull().default('running'),
    operator: varchar('operator', { length: 255 }).notNull(),
    reason: text('reason').notNull(),
    /** The rule that made it, by name; NULL for a person's. */
    rule: varchar('rule', { length: 100 }),
    /** What chose its members: `{ids}` or `{query}`. */
    selection: jsonColumn<Record<string, unknown>>('selection').notNull(),
    /** Sends a second, at most. */
    ratePerSecond: double('rate_per_second').notNull(),
    /** Nothing is sent before this moment. */
    notBefore: timeColumn('not_before').notNull(),
    /** Sizes of the waves, the last of which is the rest: `[1, 5, 25]`; `[]` for no canary. */
    waves: jsonColumn<number[]>('waves').notNull(),
    /** The share of a wave that may fail, 0 to 1. */
    failureThreshold: double('failure_threshold').notNull(),
    /** How long a wave may wait for its outcomes after its last send; silence counts as failure. */
    waveDeadlineSeconds: int('wave_deadline_seconds').notNull(),
    /** Poison is sent as well, and the rules' refusals do not count; never the compare-and-set. */
    force: boolean('force').notNull().default(false),
    total: int('total').notNull(),
    /** The wave that is being sent or waited for, from 0. */
    wave: int('wave').notNull().default(0),
    /** When the wave's last item was sent. */
    waveSentAt: timeColumn('wave_sent_at'),
    /** Why it stands still, in a sentence. */
    stopReason: text('stop_reason'),
    leaseOwner: asciiVarchar('lease_owner', 150),
    leaseUntil: timeColumn('lease_until'),
    createdAt: createdAtColumn(),
    startedAt: timeColumn('started_at'),
    finishedAt: timeColumn('finished_at'),
    updatedAt: updatedAtColumn(),
  },
  (table) => [
    // what a runner may take up
    index('redrive_jobs_state_not_before').on(table.state, table.notBefore),
    // the list, newest first
    index('redrive_jobs_created_at').on(table.createdAt),
    // a rule's own jobs: budget and cooldown
    index('redrive_jobs_rule_created_at').on(table.rule, table.createdAt),
    check('redrive_jobs_state_known', isOneOf(table.state, REDRIVE_JOB_STATES)),
    check('redrive_jobs_numbers_valid', sql`${table.ratePerSecond} > 0 AND ${table.failureThreshold} BETWEEN 0 AND 1`),
  ],
);
