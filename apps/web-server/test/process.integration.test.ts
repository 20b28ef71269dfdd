import { connect } from 'node:net';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  startTcpProxy,
  type TestDatabase,
  until,
} from '@ballast/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { countRows } from './count-rows.ts';

let database: TestDatabase;
let closers: (() => Promise<unknown>)[];

beforeEach(async () => {
  closers = [];
  database = await createTestDatabase();
});

afterEach(async () => {
  for (const close of closers.reverse()) await close();
  await database.drop();
});

async function start(env: Record<string, string> = {}, mysqlPort?: number): Promise<AppProcess> {
  const account = await database.account('web-server');
  const options = mysqlPort === undefined ? account : { ...account, host: '127.0.0.1', port: mysqlPort };
  const app = await startApp('web-server', {
    ...appEnvironment({ database: options, namespace: createNamespace() }),
    ...env,
  });
  closers.push(() => app.kill());
  return app;
}

function post(app: AppProcess, number: string, signal?: AbortSignal): Promise<Response> {
  return fetch(`${app.url}/prime-check`, {
    method: 'POST',
    body: JSON.stringify({ number }),
    headers: { 'content-type': 'application/json' },
    ...(signal === undefined ? {} : { signal }),
  });
}

it('killed between the request row and the outbox row, leaves neither', async () => {
  const proxy = await startTcpProxy(database.options);
  closers.push(() => proxy.close());
  const app = await start({}, proxy.port);
  await app.ready();

  // The outbox insert is swallowed: the server has the request row in an open transaction, and the process waits.
  let reachedOutbox = false;
  proxy.onClientData((data) => {
    if (!data.includes('INSERT INTO outbox') && !data.includes('INSERT INTO `outbox`')) return 'pass';
    reachedOutbox = true;
    return 'hold';
  });
  // A busy machine may answer 503 before it gets there: then it is asked again.
  const asking = (async () => {
    for (let tries = 0; tries < 20 && !reachedOutbox; tries += 1) await post(app, '7').catch(() => undefined);
  })();
  await until(() => reachedOutbox);
  await app.kill();
  await asking;
  proxy.cut();

  await until(async () => (await countRows(database.db, 'prime_checks')) === 0);
  expect(await countRows(database.db, 'outbox')).toBe(0);
});

it('SIGTERM under load loses nothing: every 202 has its rows, and the process ends with 0', async () => {
  const app = await start();
  await app.ready();
  const accepted: string[] = [];
  let sent = 0;
  const senders = Array.from({ length: 20 }, async () => {
    // Until the server refuses connections; bounded in any case.
    while (sent < 20_000) {
      sent += 1;
      const response = await post(app, String(sent + 1)).catch(() => undefined);
      if (response === undefined) return;
      if (response.status === 202) accepted.push(((await response.json()) as { id: string }).id);
    }
  });
  await until(() => accepted.length > 200);
  const exitCode = await app.stop();
  await Promise.all(senders);

  expect(exitCode).toBe(0);
  expect(accepted.length).toBeGreaterThan(200);
  const stored = await countRows(database.db, 'prime_checks', 'id IN (?)', accepted);
  const published = await countRows(database.db, 'outbox', 'aggregate_id IN (?)', accepted);
  expect(stored).toBe(accepted.length);
  expect(published).toBe(accepted.length);
  expect(await countRows(database.db, 'outbox')).toBe(await countRows(database.db, 'prime_checks'));
  // And nobody whose request was stored is left without an answer.
  expect(await countRows(database.db, 'prime_checks')).toBe(accepted.length);
});

it('SIGTERM with SHUTDOWN_DELAY_SECONDS still answers everybody, and closes each connection behind the answer', async () => {
  // Long enough to ask in, on a machine that stands still meanwhile.
  const app = await start({ SHUTDOWN_DELAY_SECONDS: '6' });
  await app.ready();
  const stopped = app.stop();
  await until(async () => (await fetch(`${app.url}/readyz`)).status === 503);
  const answer = await post(app, '7');
  expect(answer.status).toBe(202);
  expect(answer.headers.get('connection')).toBe('close');
  expect(await stopped).toBe(0);
  await expect(post(app, '7')).rejects.toThrow();
});

it('SIGTERM ends open event streams in good order, and neither they nor a request that never ends hold the process', async () => {
  const app = await start({ SHUTDOWN_GRACE_SECONDS: '8' });
  await app.ready();
  const { id } = (await (await post(app, '7')).json()) as { id: string };
  const answers = await Promise.all(['/events', `/prime-check/${id}/events`].map((path) => fetch(`${app.url}${path}`)));
  const unfinished = connect(app.port, '127.0.0.1');
  unfinished.on('error', () => undefined);
  closers.push(async () => unfinished.destroy());
  unfinished.write(
    'POST /prime-check HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n{',
  );

  const stopped = app.stop();
  // A stream that is cut makes reading it fail; one that is ended does not.
  const texts = await Promise.all(answers.map((answer) => answer.text()));
  expect(texts[1]).toContain(id);
  expect(await stopped).toBe(0);
});

it('a client that hangs up loses nothing that was committed', async () => {
  const app = await start();
  await app.ready();
  const hangUps = Array.from({ length: 30 }, (_, index) => {
    const abort = new AbortController();
    const answer = post(app, String(index + 2), abort.signal).catch(() => undefined);
    setTimeout(() => abort.abort(), index);
    return answer;
  });
  await Promise.all(hangUps);
  await post(app, '7919');
  // One look at both tables: requests of clients that are gone may still be committed.
  expect(await countRows(database.db, 'prime_checks', 'id NOT IN (SELECT aggregate_id FROM outbox)')).toBe(0);
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
});

it('takes requests while NATS is away, and is ready', async () => {
  const app = await start({ NATS_SERVERS: '127.0.0.1:1' });
  await app.ready();
  expect((await post(app, '7')).status).toBe(202);
  await until(async () => {
    const health = (await (await fetch(`${app.url}/health`)).json()) as { status: string };
    return health.status === 'degraded';
  });
});

it('answers 503 with Retry-After while the database is away, and works again when it is back', async () => {
  const proxy = await startTcpProxy(database.options);
  closers.push(() => proxy.close());
  const app = await start({}, proxy.port);
  await app.ready();
  proxy.down();
  const refused = await post(app, '7');
  expect(refused.status).toBe(503);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused.json()).toMatchObject({ code: 'unavailable' });
  proxy.up();
  await until(async () => (await post(app, '11')).status === 202);
});

it('answers 503 with Retry-After to what would wait behind a full queue, and what it answers 202 is stored', async () => {
  const app = await start({ INTAKE_MAX_QUEUED: '1', INTAKE_MAX_GROUP: '1' });
  await app.ready();
  const answers = await Promise.all(Array.from({ length: 60 }, (_, index) => post(app, String(index + 2))));
  const accepted = answers.filter(({ status }) => status === 202);
  const refused = answers.filter(({ status }) => status === 503);
  expect(accepted.length + refused.length).toBe(60);
  expect(accepted.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  for (const answer of refused) {
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ code: 'overloaded' });
  }
  expect(await countRows(database.db, 'prime_checks')).toBe(accepted.length);
  expect(await countRows(database.db, 'outbox')).toBe(accepted.length);
});

it('says which port is taken, and by which variable another is set', async () => {
  const first = await start();
  await first.ready();
  const second = await start({ WEB_SERVER_PORT: String(first.port) });
  expect(await second.exited).toBe(1);
  expect(second.logs.join('\n')).toContain('WEB_SERVER_PORT');
});
