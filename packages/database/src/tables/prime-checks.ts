import { sql } from 'drizzle-orm';
import { boolean, check, index, int, mysqlTable, varchar } from 'drizzle-orm/mysql-core';
import { asciiChar, asciiText, uuidColumn } from '../columns/ascii.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { sealedColumn } from '../columns/sealed.ts';
import { createdAtColumn, timeColumn, updatedAtColumn } from '../columns/time.ts';

export const PRIME_CHECK_STATES = ['processing', 'completed', 'dead', 'discarded'] as const;
export const PRIME_CHECK_CERTAINTIES = ['proven', 'probable'] as const;

/**
 * A request and its verdict: the truth that every message can be rebuilt from. Whoever changes `status` locks the row first.
 *
 *     processing -> completed            (final; reachable from every other state, since success always wins)
 *     processing -> dead <-> discarded   (dead and discarded go back to processing by a redrive, generation + 1)
 */
export const primeChecks = mysqlTable(
  'prime_checks',
  {
    id: uuidColumn('id').primaryKey(),
    number: asciiText('number').notNull(),
    /** Whose it is, a user's or a service's; NULL for what was asked for as nobody, which everybody sees in the list. */
    userId: uuidColumn('user_id'),
    /** Where the result is sent as well; bound to this row: see `REQUEST_EMAIL` of @ballast/encryption. */
    emailSealed: sealedColumn('email_sealed'),
    /** An address from before addresses were sealed. Nothing writes it, and `ballast keys rotate` empties it. */
    email: varchar('email', { length: 254 }),
    status: choiceColumn('status', PRIME_CHECK_STATES).notNull().default('processing'),
    isPrime: boolean('is_prime'),
    certainty: choiceColumn('certainty', PRIME_CHECK_CERTAINTIES),
    generation: int('generation').notNull().default(0),
    enqueueCount: int('enqueue_count').notNull().default(1),
    traceId: asciiChar('trace_id', 32),
    createdAt: createdAtColumn(),
    completedAt: timeColumn('completed_at'),
    updatedAt: updatedAtColumn(),
  },
  (table) => [
    // the count of what is open; the ledger's recount
    index('prime_checks_status_id').on(table.status, table.id),
    // the list of one user, or of what belongs to nobody, newest first: all of it, by status, by verdict
    index('prime_checks_user_id_id').on(table.userId, table.id),
    index('prime_checks_user_id_status_id').on(table.userId, table.status, table.id),
    index('prime_checks_user_id_is_prime_id').on(table.userId, table.isPrime, table.id),
    // the requests of one owner for one number, newest first; 40 digits tell almost all numbers apart
    index('prime_checks_user_id_number_id').on(table.userId, sql`${table.number}(40)`, table.id),
    // what changed since a reader last looked; what has shown no sign for a while
    index('prime_checks_updated_at_id').on(table.updatedAt, table.id),
    check('prime_checks_status_known', isOneOf(table.status, PRIME_CHECK_STATES)),
    check('prime_checks_certainty_known', isOneOf(table.certainty, PRIME_CHECK_CERTAINTIES)),
    // A verdict is whole or absent: completed says so with an answer, its certainty and its time; nothing else has any.
    check(
      'prime_checks_verdict_whole',
      sql`(${table.status} = 'completed' AND ${table.isPrime} IS NOT NULL AND ${table.certainty} IS NOT NULL AND ${table.completedAt} IS NOT NULL) OR (${table.status} <> 'completed' AND ${table.isPrime} IS NULL AND ${table.certainty} IS NULL AND ${table.completedAt} IS NULL)`,
    ),
    check('prime_checks_counts_valid', sql`${table.generation} >= 0 AND ${table.enqueueCount} >= 1`),
  ],
);
