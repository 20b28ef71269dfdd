import type { System } from '@ballast/contracts/operators';
import type { RowDataPacket } from '@ballast/database';
import { ensureEventStream, ensureGroup } from '@ballast/messaging';
import { until } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, expectProblem } from './admin-requests.ts';
import { addDeadRequest } from './dead-requests.ts';
import { type OperatorServer, startOperatorServer } from './operator-server.ts';

let server: OperatorServer;
beforeAll(async () => {
  server = await startOperatorServer();
});
afterAll(() => server?.close());

const url = (path: string) => `${server.app.url}${path}`;
const get = async <T>(path: string): Promise<T> => {
  const response = await ask(url(path), { as: 'viewer' });
  expect(response.status).toBe(200);
  return (await response.json()) as T;
};

describe('GET /api/system', () => {
  it('says what is wrong and what to do about it, and what is there', async () => {
    await addDeadRequest(server.database.db);
    const system = await until(async () => {
      const now = await get<System>('/api/system');
      const isConnected = now.checks.nats?.status === 'ok' && now.streams.length > 0;
      // Its last beat may be from another test, while its database was away.
      const own = now.workers.find(({ service }) => service === 'web-server');
      return isConnected && own?.status === 'healthy' && now;
    });
    expect(system.status).toBe('degraded');
    expect(system.checks).toMatchObject({ mysql: { status: 'ok' }, nats: { status: 'ok' } });
    expect(system.dead_letters.pending).toBeGreaterThanOrEqual(1);
    expect(system.dead_letters.last_hour).toBeGreaterThanOrEqual(1);
    expect(system.streams.map(({ name }) => name)).toContain('primecheck_stream');
    const said = system.problems.map(({ what }) => what).join('\n');
    expect(said).toMatch(/No dlq-manager has shown a sign of life/);
    expect(said).toMatch(/\d dead letters? came in within the last hour/);
    expect(system.problems.every(({ next }) => next.length > 10)).toBe(true);
    expect(system.problems[0]?.severity).toBe('critical');
  });

  it('answers although the database hangs or is gone, and says so', async () => {
    const hung = async () => {
      const began = performance.now();
      const system = await get<System>('/api/system');
      expect(performance.now() - began, 'nobody waits for the database').toBeLessThan(6_000);
      return system;
    };
    server.proxy.pause();
    try {
      // The answer of a health check is kept for a second; which of the two is known first depends on its age.
      const said = (await hung()).problems.map(({ what }) => what).join('\n');
      expect(said).toMatch(/Not answered in time: .*workers|database cannot be reached/);
      await until(async () => (await hung()).status === 'down');
      server.proxy.down();
      await until(async () => /database cannot be reached/.test((await hung()).problems[0]?.what ?? ''));
    } finally {
      server.proxy.resume();
      server.proxy.up();
    }
    await until(async () => (await get<System>('/api/system')).status === 'degraded');
  });

  it('names columns that hold addresses from before they were sealed, and the command that seals them', async () => {
    const { pool } = server.database.db;
    await pool.query("INSERT INTO prime_checks (id, number, email) VALUES (UUID(), '7', 'ann@reader.example')");
    // It looks at its start, and every minute.
    const app = await server.restartWith({});
    const problem = await until(async () => {
      const system = (await (await ask(`${app.url}/api/system`, { as: 'viewer' })).json()) as System;
      return system.problems.find(({ what }) => what.includes('in plain text in prime_checks.email'));
    });
    expect(problem.next).toContain('`ballast keys rotate`');
    await pool.query('UPDATE prime_checks SET email = NULL');
    await app.stop();
  });

  it('tells of breakers that live workers have open', async () => {
    const breakers = [{ dependency: 'smtp', state: 'open', reason: '421', since: '2026-01-01T00:00:00.000Z' }];
    const beat = (worker: string, age: number) =>
      server.database.db.pool.query(
        `INSERT INTO worker_health_checks (worker_name, status, last_heartbeat, metadata)
         VALUES (?, 'healthy', NOW(3) - INTERVAL ? SECOND, ?)`,
        [worker, age, JSON.stringify({ service: 'email-send-worker', breakers })],
      );
    await beat('mail-gone', 3_600);
    await beat('mail-alive', 0);
    const { items } = await get<{ items: object[] }>('/api/breakers');
    expect(items).toMatchObject([
      { worker: 'mail-alive', service: 'email-send-worker', dependency: 'smtp', state: 'open' },
    ]);
    const workers = await get<{ items: { name: string; is_live: boolean }[] }>('/api/workers');
    const isLive = new Map(workers.items.map(({ name, is_live }) => [name, is_live]));
    expect([isLive.get('mail-alive'), isLive.get('mail-gone')]).toEqual([true, false]);
  });
});

describe('streams', () => {
  it('are listed, shown, and purged by an admin with a reason that is audited', async () => {
    await server.messaging.publish({ subject: 'primecheck', messageId: 'to-purge', body: '{}' });
    const stream = await until(async () => {
      const one = await get<{ messages: number }>('/api/streams/primecheck_stream');
      return one.messages === 1 && one;
    });
    expect(stream).toMatchObject({
      name: 'primecheck_stream',
      consumers: [{ pending: 1, in_flight: 0, waiting_pulls: 0 }],
    });
    expect((await get<{ items: object[] }>('/api/streams')).items.length).toBeGreaterThanOrEqual(3);

    const purge = (name: string, body: object) => ask(url(`/api/streams/${name}/purge`), { method: 'POST', body });
    await expectProblem(await purge('primecheck_stream', {}), 400, 'invalid_request');
    await expectProblem(await purge('no_stream', { reason: 'r' }), 404, 'not_found');
    await expectProblem(await ask(url('/api/streams/no_stream')), 404, 'not_found');
    expect(await (await purge('primecheck_stream', { reason: 'a test' })).json()).toEqual({ purged: 1 });
    const { items } = await get<{ items: object[] }>('/api/dlq/audit?target_type=stream');
    const entry = { act: 'stream.purge', actor: 'the-admin', target_id: 'primecheck_stream', reason: 'a test' };
    // Newest first: that somebody wanted it is written before it is done.
    expect(items.slice(0, 2)).toMatchObject([
      { ...entry, outcome: 'done', details: { purged: 1 } },
      { ...entry, outcome: 'requested', details: {} },
    ]);
  });

  it('of events come after them, each with its groups', async () => {
    const key = 'test:events';
    await ensureEventStream(server.messaging, key, {
      maxMessages: 10,
      maxAgeMs: 3_600_000,
      maxBytes: 1_048_576,
      replicas: 1,
    });
    for (const group of ['one', 'other']) await ensureGroup(server.messaging, key, group, 'all');
    const { items } = await get<{ items: { name: string; consumers: { name: string }[] }[] }>('/api/streams');
    expect(items.at(0)?.name).toBe('primecheck_stream');
    expect(items.at(-1)).toMatchObject({ name: 'events_test_events', messages: 0 });
    expect(
      items
        .at(-1)
        ?.consumers.map(({ name }) => name)
        .sort(),
    ).toEqual(['one', 'other']);
    expect(await get('/api/streams/events_test_events')).toMatchObject({ name: 'events_test_events' });
  });

  it('are purged by a subject only where there is no other: what is being worked on would be lost', async () => {
    const purge = (name: string, subject: string) =>
      ask(url(`/api/streams/${name}/purge`), { method: 'POST', body: { subject, reason: 'by subject' } });
    const count = async () => (await get<{ messages: number }>('/api/streams/primecheck_stream')).messages;
    const before = await get<{ items: object[] }>('/api/dlq/audit?target_type=stream');
    await server.messaging.publish({ subject: 'primecheck', messageId: 'to-purge-by-subject', body: '{}' });
    await until(async () => (await count()) === 1);

    await expectProblem(await purge('dead_letter_queue', 'dead_letter.primecheck'), 409, 'conflict');
    await expectProblem(await purge('primecheck_stream', 'emailsend'), 409, 'conflict');
    expect(await count()).toBe(1);
    expect(await get('/api/dlq/audit?target_type=stream')).toEqual(before);
    expect(await (await purge('primecheck_stream', 'primecheck')).json()).toEqual({ purged: 1 });
  });
});

describe('the ledger', () => {
  it('is read from its counters, and verified from the evidence', async () => {
    await addDeadRequest(server.database.db);
    expect(await get('/api/ledger')).toMatchObject({ unaccounted: 0, emails: { unaccounted: 0 } });
    const verified = await get<{ counted: { requests: Record<string, number> } }>('/api/ledger/verify');
    expect(verified).toMatchObject({ unaccounted: [] });
    expect(verified.counted.requests.dead).toBeGreaterThanOrEqual(1);
  });
});

it('what operators ask, however much and however long, does not keep requests from being accepted', async () => {
  await server.database.db.withConnection(async (connection) => {
    await connection.query('LOCK TABLES audit_log WRITE');
    const waiting = Array.from({ length: 12 }, () => ask(url('/api/dlq/audit'), { as: 'viewer' }));
    try {
      await until(async () => {
        const [[row]] = await server.database.db.pool.query<RowDataPacket[]>(
          "SELECT COUNT(*) AS count FROM information_schema.processlist WHERE db = DATABASE() AND state LIKE 'Waiting for table%'",
        );
        return Number(row?.count) >= 5;
      });
      const accepted = await fetch(url('/prime-check'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ number: '97', email: 'somebody@example.com' }),
      });
      expect(accepted.status).toBe(202);
    } finally {
      await connection.query('UNLOCK TABLES');
    }
    for (const response of await Promise.all(waiting)) {
      if (response.status !== 200) await expectProblem(response, 503, 'overloaded');
    }
  });
});

describe('the audit', () => {
  it('is listed in pages, exported whole and verified; a change of the past is found', async () => {
    for (const name of ['one', 'two', 'three']) {
      await ask(url('/api/dlq/views'), { method: 'POST', body: { name, query: '' }, as: 'operator' });
    }
    const page = await get<{ items: { seq: number }[]; next_cursor: string }>(
      '/api/dlq/audit?actor=the-operator&limit=2',
    );
    expect(page.items).toHaveLength(2);
    const rest = await get<{ items: { target_id: string }[]; next_cursor: null }>(
      `/api/dlq/audit?actor=the-operator&limit=2&cursor=${page.next_cursor}`,
    );
    expect(rest).toMatchObject({ items: [{ target_id: 'one', act: 'view.save' }], next_cursor: null });

    const exported = await ask(url('/api/dlq/audit/export'), { as: 'viewer' });
    expect(exported.headers.get('content-type')).toContain('application/x-ndjson');
    const entries = (await exported.text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { seq: number });
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));

    expect(await get('/api/dlq/audit/verify')).toEqual({ entries: entries.length, is_intact: true });
    const [second] = entries.slice(1);
    await server.database.db.pool.query("UPDATE audit_log SET actor = 'nobody' WHERE seq = ?", [second?.seq]);
    expect(await get('/api/dlq/audit/verify')).toMatchObject({ is_intact: false, broken_at: second?.seq });
    await expectProblem(await ask(url('/api/dlq/audit?cursor=x')), 400, 'invalid_request');
  });
});
