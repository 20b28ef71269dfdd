import { afterEach, describe, expect, it } from 'vitest';
import { startTraced, type Traced } from '../test/start-traced.ts';
import { startCommandSpan, startStatementSpan } from './call-spans.ts';
import { statementSummary } from './statement-summary.ts';
import { withSpan } from './with-span.ts';

let traced: Traced | undefined;
afterEach(async () => {
  await traced?.stop();
  traced = undefined;
});

describe('calls', () => {
  it('have a span each inside a recorded span, which says nothing of what was given', async () => {
    traced = await startTraced();
    const deadlock = Object.assign(new Error("near 'LEAK'"), { code: 'ER_LOCK_DEADLOCK' });
    await withSpan('outer', {}, async () => {
      startStatementSpan("INSERT INTO users (email) VALUES ('LEAK@example.com')")?.end();
      startStatementSpan("UPDATE users SET name = 'LEAK'")?.end(deadlock);
      startCommandSpan('evalsha')?.end();
      startCommandSpan('evalsha')?.end(new TypeError('LEAK'));
    });
    const spans = await traced.recorded();
    const outer = spans.find(({ name }) => name === 'outer');
    expect(spans.filter(({ parentSpanId }) => parentSpanId === outer?.spanId)).toMatchObject([
      { name: 'INSERT users', kind: 'client', failed: false, attributes: { 'db.system.name': 'mysql' } },
      { name: 'UPDATE users', failed: true, attributes: { 'error.type': 'ER_LOCK_DEADLOCK' } },
      { name: 'redis EVALSHA', kind: 'client', failed: false, attributes: { 'db.system.name': 'redis' } },
      { name: 'redis EVALSHA', failed: true, attributes: { 'error.type': 'TypeError' } },
    ]);
    expect(traced.collector.bodies.join('')).not.toContain('LEAK');
  });

  it('begin no trace of their own, and have no span inside one that is not recorded', async () => {
    traced = await startTraced({ sampleRatio: 0 });
    expect(startStatementSpan('SELECT 1')).toBeUndefined();
    await withSpan('unsampled', {}, async () => {
      expect(startStatementSpan('SELECT 1')).toBeUndefined();
      expect(startCommandSpan('ping')).toBeUndefined();
    });
    expect(await traced.recorded()).toEqual([]);
  });
});

describe('a statement’s summary', () => {
  it.each([
    ["INSERT INTO outbox (a) VALUES ('x FROM secret')", 'INSERT outbox'],
    ["insert ignore into `audit_head` VALUES ('x')", 'INSERT audit_head'],
    ['  SELECT c.id,\n c.number FROM prime_checks c WHERE id = 7', 'SELECT prime_checks'],
    ["SELECT 'a FROM secret' AS x FROM users", 'SELECT'],
    ["UPDATE users SET name = 'secret'", 'UPDATE users'],
    ["DELETE FROM sessions WHERE token = 'secret'", 'DELETE sessions'],
    ['START TRANSACTION', 'START'],
    ['COMMIT', 'COMMIT'],
    ["SET @x = 'secret'", 'SET'],
    ["'secret'", 'OTHER'],
    ['', 'OTHER'],
    [`SELECT ${'x, '.repeat(5_000)} y FROM secret`, 'SELECT'],
  ])('of %.50s is %s', (sql, summary) => {
    const { operation, table } = statementSummary(sql);
    expect([operation, ...(table === undefined ? [] : [table])].join(' ')).toBe(summary);
  });
});
