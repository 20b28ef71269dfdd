import { tracingChannel } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from 'vitest';
import { startTraced, type Traced } from '../test/start-traced.ts';
import { statementSummary } from './statement-summary.ts';
import { withSpan } from './with-span.ts';

let traced: Traced | undefined;
afterEach(async () => {
  await traced?.stop();
  traced = undefined;
});

/** A statement as mysql2 tells of it: with its values in the text. */
function callMysql(query: string, error: Error | null = null): Promise<void> {
  return new Promise((resolve) => {
    const answer = (callback: (error: Error | null) => void) => setImmediate(() => callback(error));
    tracingChannel('mysql2:query').traceCallback(answer, 0, { query, values: ['LEAK'] }, undefined, () => resolve());
  });
}

function callRedis(command: string): Promise<string> {
  return tracingChannel('ioredis:command').tracePromise(async () => 'OK', { command, args: ['LEAK'] });
}

describe('the drivers', () => {
  it('have a span for each call inside a recorded span, which says nothing of what was given', async () => {
    traced = await startTraced();
    const deadlock = Object.assign(new Error("near 'LEAK'"), { code: 'ER_LOCK_DEADLOCK' });
    await withSpan('outer', {}, async () => {
      await callMysql("INSERT INTO users (email) VALUES ('LEAK@example.com')");
      await callMysql("UPDATE users SET name = 'LEAK'", deadlock);
      await callRedis('evalsha');
    });
    const spans = await traced.recorded();
    const outer = spans.find(({ name }) => name === 'outer');
    expect(spans.filter(({ parentSpanId }) => parentSpanId === outer?.spanId)).toMatchObject([
      { name: 'INSERT users', kind: 'client', failed: false, attributes: { 'db.system.name': 'mysql' } },
      { name: 'UPDATE users', failed: true, attributes: { 'error.type': 'ER_LOCK_DEADLOCK' } },
      { name: 'redis EVALSHA', kind: 'client', attributes: { 'db.system.name': 'redis' } },
    ]);
    expect(traced.collector.bodies.join('')).not.toContain('LEAK');
  });

  it('begin no trace of their own, and have none inside a span that is not recorded', async () => {
    traced = await startTraced({ sampleRatio: 0 });
    await callMysql('SELECT 1');
    await withSpan('unsampled', {}, () => callMysql('SELECT 1'));
    expect(await traced.recorded()).toEqual([]);
  });

  it('cost nothing once tracing has ended, and nothing where it never began', async () => {
    const channels = ['mysql2:query', 'mysql2:execute', 'ioredis:command'].map((name) => tracingChannel(name));
    const listened = () => channels.map((channel) => channel.hasSubscribers);
    expect(listened()).toEqual([false, false, false]);
    traced = await startTraced();
    expect(listened()).toEqual([true, true, true]);
    await traced.tracing.shutdown();
    expect(listened()).toEqual([false, false, false]);
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
