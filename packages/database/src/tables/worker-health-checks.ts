import { bigint, check, index, mysqlTable, text, uniqueIndex } from 'drizzle-orm/mysql-core';
import { asciiVarchar } from '../columns/ascii.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { jsonColumn } from '../columns/json.ts';
import { createdAtColumn, timeColumn, updatedAtColumn } from '../columns/time.ts';

export const WORKER_STATUSES = ['healthy', 'unhealthy'] as const;

/** One row an instance of a process, written by its heartbeat. A worker that stops writing is marked by others. */
export const workerHealthChecks = mysqlTable(
  'worker_health_checks',
  {
    id: bigint('id', { mode: 'number', unsigned: true }).autoincrement().primaryKey(),
    workerName: asciiVarchar('worker_name', 150).notNull(),
    status: choiceColumn('status', WORKER_STATUSES).notNull(),
    lastHeartbeat: timeColumn('last_heartbeat').notNull(),
    errorMessage: text('error_message'),
    metadata: jsonColumn<Record<string, unknown>>('metadata'),
    createdAt: createdAtColumn(),
    updatedAt: updatedAtColumn(),
  },
  (table) => [
    // the heartbeat's upsert
    uniqueIndex('worker_health_checks_worker_name').on(table.workerName),
    // the live instances; the ones that fell silent
    index('worker_health_checks_status_heartbeat').on(table.status, table.lastHeartbeat),
    check('worker_health_checks_status_known', isOneOf(table.status, WORKER_STATUSES)),
  ],
);
