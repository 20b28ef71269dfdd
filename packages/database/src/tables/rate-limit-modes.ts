import { check, mysqlTable, text, varchar } from 'drizzle-orm/mysql-core';
import { asciiVarchar } from '../columns/ascii.ts';
import { choiceColumn } from '../columns/choice.ts';
import { isOneOf } from '../columns/is-one-of.ts';
import { updatedAtColumn } from '../columns/time.ts';

export const RATE_LIMIT_MODES = ['enforce', 'shadow', 'off'] as const;

/**
 * What operators set a rate limit policy to; one without a row is enforced. `shadow` counts what it would refuse and
 * lets it through, `off` is the kill switch.
 */
export const rateLimitModes = mysqlTable(
  'rate_limit_modes',
  {
    policy: asciiVarchar('policy', 64).primaryKey(),
    mode: choiceColumn('mode', RATE_LIMIT_MODES).notNull(),
    reason: text('reason'),
    changedBy: varchar('changed_by', { length: 255 }).notNull(),
    updatedAt: updatedAtColumn(),
  },
  (table) => [check('rate_limit_modes_mode_known', isOneOf(table.mode, RATE_LIMIT_MODES))],
);
