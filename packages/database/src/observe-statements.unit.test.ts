import { METRICS } from '@ballast/telemetry';
import { expect, test } from 'vitest';
import { queryType } from './observe-statements.ts';

test.each([
  ['SELECT 1', 'select'],
  ['  (SELECT id FROM a) UNION ALL (SELECT id FROM b)', 'select'],
  ['WITH newest AS (SELECT 1) SELECT * FROM newest', 'select'],
  ['insert into outbox values ?', 'insert'],
  ['UPDATE prime_checks SET status = 1', 'update'],
  ['DELETE FROM outbox', 'delete'],
  ['START TRANSACTION', 'transaction'],
  ['COMMIT', 'transaction'],
  ['ROLLBACK', 'transaction'],
  ['SET SESSION lock_wait_timeout = 5', 'other'],
  ['', 'other'],
] as const)('the statement %j is a %s', (sql, type) => {
  expect(queryType(sql)).toBe(type);
  expect(METRICS.database.queries.labels.query_type).toContain(type);
});
