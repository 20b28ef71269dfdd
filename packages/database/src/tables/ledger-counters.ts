import { bigint, int, mysqlTable, primaryKey } from 'drizzle-orm/mysql-core';
import { asciiVarchar } from '../columns/ascii.ts';
import { updatedAtColumn } from '../columns/time.ts';

/**
 * How many requests and mails are in each state. A counter is the sum over its shards; each transaction that changes
 * states adds its differences to the shard of its connection, so that transactions do not wait for each other's commits.
 */
export const ledgerCounters = mysqlTable(
  'ledger_counters',
  {
    /** `requests` or `emails`. */
    ledger: asciiVarchar('ledger', 20).notNull(),
    /** `accepted`, a state, or a result of the background check (`unaccounted`, `drift`, ...). */
    name: asciiVarchar('name', 30).notNull(),
    shard: int('shard').notNull(),
    value: bigint('value', { mode: 'number' }).notNull(),
    updatedAt: updatedAtColumn(),
  },
  (table) => [primaryKey({ name: 'ledger_counters_pk', columns: [table.ledger, table.name, table.shard] })],
);
