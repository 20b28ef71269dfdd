import { bigint, check, int, mysqlTable, text, uniqueIndex, varchar } from 'drizzle-orm/mysql-core';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { createdAtColumn, timeColumn, updatedAtColumn } from '../columns/time.ts';

/** `shadow`: it says what it would have redriven, and redrives nothing. */
export const DLQ_RULE_MODES = ['active', 'shadow', 'off'] as const;

/** When pending letters are redriven without a person. The kill switch over all rules is a row of `dlq_switches`. */
export const dlqRules = mysqlTable(
  'dlq_rules',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    name: varchar('name', { length: 100 }).notNull(),
    description: text('description'),
    mode: choiceColumn('mode', DLQ_RULE_MODES).notNull().default('shadow'),
    /** A regular expression, matched against `<code>: <message>` without regard to case. */
    errorPattern: varchar('error_pattern', { length: 500 }).notNull(),
    /** How long a letter rests before it is redriven. */
    waitSeconds: int('wait_seconds').notNull(),
    /** How often one message is redriven at most, by whomever: its letter's `retry_count` stays below. */
    maxRetries: int('max_retries').notNull(),
    /** A query in the language of the search; NULL: every pending letter. */
    conditionQuery: text('condition_query'),
    /** UTC hours between which it may act: from this one ... NULL: at any hour. */
    hourFrom: int('hour_from'),
    /** ... up to, and without, this one; a smaller number than `hour_from` means over midnight. */
    hourTo: int('hour_to'),
    /** Letters that it may redrive an hour. */
    budgetPerHour: int('budget_per_hour').notNull(),
    /** The least time between two of its jobs. */
    cooldownSeconds: int('cooldown_seconds').notNull(),
    /** The jobs' own settings. */
    ratePerSecond: int('rate_per_second').notNull().default(10),
    lastFiredAt: timeColumn('last_fired_at'),
    /** Letters redriven so far; and letters that shadow mode would have redriven. */
    firedTotal: bigint('fired_total', { mode: 'number', unsigned: true }).notNull().default(0),
    shadowTotal: bigint('shadow_total', { mode: 'number', unsigned: true }).notNull().default(0),
    changedBy: varchar('changed_by', { length: 255 }).notNull(),
    createdAt: createdAtColumn(),
    updatedAt: updatedAtColumn(),
  },
  (table) => [
    uniqueIndex('dlq_rules_name').on(table.name),
    check('dlq_rules_mode_known', isOneOf(table.mode, DLQ_RULE_MODES)),
  ],
);
