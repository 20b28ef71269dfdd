import { SUBJECT } from '@ballast/contracts';
import type { RowDataPacket } from '@ballast/database';
import { connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createOwnNatsServer,
  createTestDatabase,
  isCommit,
  type OwnNatsServer,
  startApp,
  startTcpProxy,
  type TcpProxy,
  type TestDatabase,
  until,
} from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { countRows, history, mostAttempts, primeCheckMessages, put, storedBefore } from '../test/outbox-contents.ts';
import { silent } from '../test/relay-bench.ts';

// The process as it is deployed: its start command, its own MySQL account, and a NATS server that can be taken away.

let database: TestDatabase;
let nats: OwnNatsServer;
let namespace: string;
let mysql: TcpProxy;
let apps: AppProcess[] = [];
let connections: Messaging[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  nats = await createOwnNatsServer({ started: true });
});
afterAll(async () => {
  await nats.remove();
  await database.drop();
});
beforeEach(async () => {
  for (const table of ['outbox', 'outbox_history']) await database.db.pool.query('DELETE FROM ??', [table]);
  namespace = createNamespace();
  mysql = await startTcpProxy(database.options);
  await nats.start();
});
afterEach(async () => {
  await Promise.all(apps.map((app) => app.kill()));
  await Promise.all(connections.map((connection) => connection.close()));
  apps = [];
  connections = [];
  await mysql.close();
});

async function publisher(env: Record<string, string> = {}): Promise<AppProcess> {
  const account = await database.account('outbox-publisher');
  const app = await startApp('outbox-publisher', {
    ...appEnvironment({
      database: { ...account, host: '127.0.0.1', port: mysql.port },
      namespace,
      natsServers: [nats.address],
    }),
    ...env,
  });
  apps.push(app);
  return app;
}

async function connect(): Promise<Messaging> {
  const messaging = await connectMessaging({ servers: [nats.address], name: 'test', namespace, logger: silent });
  connections.push(messaging);
  return messaging;
}

interface HealthAnswer {
  status: string;
  checks: Record<string, { status: string; error?: string } | undefined>;
}
async function health(app: AppProcess): Promise<HealthAnswer> {
  return (await (await fetch(`${app.url}/health`)).json()) as HealthAnswer;
}
const readyz = async (app: AppProcess) => (await fetch(`${app.url}/readyz`)).status;
const published = (count: number, timeoutMs = 20_000) =>
  until(async () => (await countRows(database.db, 'outbox_history')) === count, {
    timeoutMs,
    what: `${count} rows are published`,
  });
const metricsOf = async (app: AppProcess) => await (await fetch(`${app.url}/metrics`)).text();
/** Waits: what is counted when a commit is answered is counted a moment after others see its rows. */
const untilShown = (app: AppProcess, line: RegExp) => until(async () => line.test(await metricsOf(app)));

test('with wake-ups off, rows are published all the same', async () => {
  const app = await publisher({ OUTBOX_WAKE_ENABLED: 'false' });
  await app.ready();
  for (const count of [1, 2, 3]) {
    await put(database.db, primeCheckMessages(1));
    await published(count);
  }
});

test('with a wake-up, rows are published long before the next poll', async () => {
  const app = await publisher({ OUTBOX_POLL_INTERVAL_MS: '60000' });
  await app.ready();
  const messaging = await connect();
  // Until the pauses between polls have grown past any patience of this test.
  await until(async () => (await idlePasses(app)) >= 6);
  for (const count of [1, 2, 3, 4, 5]) {
    await put(database.db, primeCheckMessages(1));
    messaging.notify(SUBJECT.outboxWake);
    await published(count, 4_000);
  }
});

test('rows that are accepted while NATS is down are published when it is up again, and spend no attempt', async () => {
  const app = await publisher();
  await app.ready();
  await put(database.db, primeCheckMessages(1));
  await published(1);

  await nats.kill();
  await put(database.db, primeCheckMessages(50));
  // Each check's answer is good for a second, and the two are not asked at one moment.
  await until(async () => {
    const { nats, outbox } = (await health(app)).checks;
    return nats?.status === 'down' && outbox?.status === 'degraded';
  });
  expect(await health(app)).toMatchObject({
    status: 'down',
    checks: { nats: { status: 'down' }, outbox: { error: expect.stringMatching(/^primecheck pauses for \d+ s: /) } },
  });
  expect(await readyz(app)).toBe(503);
  expect(await mostAttempts(database.db)).toBe(0);

  await nats.start();
  await published(51);
  await until(async () => (await health(app)).status === 'ok');
  await app.ready();
  expect(await storedBefore(await connect(), 'primecheck')).toBe(51);
});

test('a start without NATS is no crash: not ready, with the reason, until NATS is there', async () => {
  await nats.kill();
  await put(database.db, primeCheckMessages(3));
  const app = await publisher();
  await until(async () => (await health(app)).checks.nats?.status === 'down');
  expect(await readyz(app)).toBe(503);
  await until(async () => {
    const beat = await beatOf(app);
    return beat?.status === 'unhealthy' && beat.error_message === 'nats: not connected yet';
  });
  await nats.start();
  await app.ready();
  await published(3);
  await until(async () => (await beatOf(app))?.status === 'healthy');
});

test('a start is nothing to worry about: the first beat comes when the publisher is ready, and says healthy', async () => {
  const app = await publisher({ HEARTBEAT_INTERVAL_MS: '600000' });
  await app.ready();
  await until(async () => (await beatOf(app)) !== undefined);
  expect(await beatOf(app)).toMatchObject({ status: 'healthy', error_message: null });
});

test('told to end while it still waits for NATS, it ends at once', async () => {
  await nats.kill();
  const app = await publisher();
  await until(async () => (await health(app)).checks.nats?.status === 'down');
  const startedAt = performance.now();
  expect(await app.stop()).toBe(0);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
});

test('a start without MySQL is no crash either', async () => {
  mysql.down();
  await put(database.db, primeCheckMessages(3));
  const app = await publisher();
  await until(async () => (await health(app)).checks.mysql?.status === 'down');
  expect(await readyz(app)).toBe(503);
  mysql.up();
  await app.ready();
  await published(3);
});

test('an empty NATS server gets its streams and consumers back, and what waits is published', async () => {
  const app = await publisher();
  await app.ready();
  await put(database.db, primeCheckMessages(5));
  await published(5);

  await nats.kill();
  await nats.wipe();
  await put(database.db, primeCheckMessages(7));
  await nats.start();

  await published(12);
  // At the first start, and now again.
  const restored = () => app.logs.filter((line) => line.includes('streams or consumers were made or changed'));
  await until(() => restored().length === 2);
  const messaging = await connect();
  expect(await ensureTopology(messaging, { replicas: 1 })).toMatchObject({ created: [], updated: [] });
  expect(await storedBefore(messaging, 'primecheck')).toBe(7);
  const rows = await history(database.db);
  expect(new Set(rows.map((row) => row.stream_created)).size).toBe(2);
});

test('a process killed between publish and finish leaves its rows, which are published again and stored once', async () => {
  const first = await publisher();
  await first.ready();
  mysql.onClientData((data) => {
    if (!data.includes('DELETE FROM outbox')) return 'pass';
    first.signal('SIGKILL');
    return 'cut_before';
  });
  await put(database.db, primeCheckMessages(40));
  await first.exited;
  expect(await countRows(database.db, 'outbox')).toBe(40);
  expect(await countRows(database.db, 'outbox_history')).toBe(0);
  const messaging = await connect();
  expect(await storedBefore(messaging, 'primecheck')).toBe(40);

  mysql.onClientData(undefined);
  const second = await publisher();
  await second.ready();
  await published(40);
  expect(await countRows(database.db, 'outbox')).toBe(0);
  expect((await history(database.db)).map((row) => row.seq)).toEqual(
    Array.from({ length: 40 }, (_, index) => index + 1),
  );
  expect(await storedBefore(messaging, 'primecheck')).toBe(41);
});

test('a connection cut at COMMIT leaves every row published once, whatever became of the commit', async () => {
  const app = await publisher();
  await app.ready();
  for (const cut of ['cut_before', 'cut_after'] as const) {
    let cuts = 0;
    mysql.onClientData((data) => {
      if (cuts > 0 || !isCommit(data)) return 'pass';
      cuts += 1;
      return cut;
    });
    await put(database.db, primeCheckMessages(10));
    await until(async () => cuts > 0 && (await countRows(database.db, 'outbox')) === 0);
  }
  const rows = await history(database.db);
  expect(rows.map((row) => row.seq)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  expect(await storedBefore(await connect(), 'primecheck')).toBe(20);
});

test('told to end under load, it ends in good order and leaves nothing half done', async () => {
  const app = await publisher({ OUTBOX_BATCH_SIZE: '50' });
  await app.ready();
  let commits = 0;
  mysql.onClientData((data) => {
    if (isCommit(data)) {
      commits += 1;
      if (commits === 5) app.signal('SIGTERM');
    }
    return 'pass';
  });
  await put(database.db, primeCheckMessages(4_000));
  expect(await app.exited).toBe(0);

  const finished = await countRows(database.db, 'outbox_history');
  expect(finished).toBeLessThan(4_000);
  expect(await countRows(database.db, 'outbox')).toBe(4_000 - finished);
  expect(await storedBefore(await connect(), 'primecheck')).toBe(finished);
});

test('it shows its heartbeat, its backlog and what it has published', async () => {
  const app = await publisher();
  await app.ready();
  await put(database.db, primeCheckMessages(3));
  await published(3);
  await untilShown(app, /^outbox_published_total\{subject="primecheck",result="stored",.*\} 3$/m);
  await untilShown(app, /^outbox_backlog_rows\{subject="emailsend",.*\} 0$/m);

  const beat = async () => {
    const [[row]] = await database.db.pool.query<RowDataPacket[]>(
      "SELECT last_heartbeat FROM worker_health_checks WHERE status = 'healthy' ORDER BY last_heartbeat DESC LIMIT 1",
    );
    return row?.last_heartbeat as Date | undefined;
  };
  const first = await until(beat);
  // With nothing to publish, polling alone is progress.
  await until(async () => ((await beat())?.getTime() ?? 0) > first.getTime());

  await nats.kill();
  await put(database.db, primeCheckMessages(4));
  await untilShown(app, /^outbox_backlog_rows\{subject="primecheck",.*\} 4$/m);
  await untilShown(app, /^outbox_oldest_unpublished_timestamp_seconds\{subject="primecheck",.*\} 1\d{9}/m);
  await untilShown(app, /^outbox_pauses_total\{subject="primecheck",reason="(unavailable|timeout)",.*\} [1-9]/m);
});

/** How many passes the process has made, by its own metric. */
async function idlePasses(app: AppProcess): Promise<number> {
  const text = await metricsOf(app);
  return Number(/^outbox_pass_seconds_count\{.*\} (\d+)$/m.exec(text)?.[1] ?? 0);
}

/** The process's row, once it has one. */
async function beatOf(app: AppProcess) {
  const [[row]] = await database.db.pool.query<RowDataPacket[]>(
    'SELECT status, error_message FROM worker_health_checks WHERE worker_name LIKE ?',
    [`%-${app.pid}-%`],
  );
  return row;
}
