import {
  firstIdentity,
  formatEventId,
  HEADER,
  type MessageIdentity,
  PrimeCheckRequested,
  SUBJECT,
} from '@ballast/contracts';
import type { DatabaseOptions, RowDataPacket } from '@ballast/database';
import { connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import { createLogger } from '@ballast/telemetry';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  holdRequests,
  startApp,
  startTcpProxy,
  type TestDatabase,
  testServers,
  until,
} from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const TRACEPARENT = `00-${TRACE_ID}-00f067aa0ba902b7-01`;
/** Short, so that a killed worker's messages come again soon; long enough for `working()` to be sent in time. */
const ACK_WAIT_MS = 2_000;

const SHORT_PRIME = '18446744073709551557';
/** 183 digits; some 10 ms in a thread. */
const LONG_PRIME = String(2n ** 607n - 1n);
/** 664 digits; half a second in a thread. */
const VERY_LONG_PRIME = String(2n ** 2203n - 1n);

let database: TestDatabase;
let account: DatabaseOptions;
let messaging: Messaging;
let namespace: string;
const workers: AppProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  account = await database.account('prime-check-worker');
});
afterAll(() => database?.drop());

// A namespace for each test: what one leaves behind is not handled by another's worker.
beforeEach(async () => {
  namespace = createNamespace();
  const logger = createLogger({ service: 'test', level: 'silent' });
  messaging = await connectMessaging({ ...testServers().nats, name: 'test', namespace, logger });
  await ensureTopology(messaging, { replicas: 1, ackWaitMs: ACK_WAIT_MS });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await messaging.close();
});

async function startWorker(env: Record<string, string> = {}, at: DatabaseOptions = account): Promise<AppProcess> {
  const worker = await startApp('prime-check-worker', { ...appEnvironment({ database: at, namespace }), ...env });
  workers.push(worker);
  await worker.ready();
  return worker;
}

/** Stores requests as the web-server does, and publishes their messages as the relay does. */
async function submit(requests: readonly { number: string; email?: string }[]): Promise<string[]> {
  // Sealed or not, the worker could not read it.
  const rows = requests.map(({ number, email }) => [uuidv7(), number, email === undefined ? null : Buffer.from(email)]);
  await database.db.pool.query('INSERT INTO prime_checks (id, number, email_sealed) VALUES ?', [rows]);
  const ids = rows.map(([id]) => id as string);
  await Promise.all(ids.map((id, i) => publish(firstIdentity(id), requests[i]?.number ?? '')));
  return ids;
}

async function publish(identity: MessageIdentity, number: string): Promise<void> {
  const eventId = formatEventId(identity);
  await messaging.publish({
    subject: SUBJECT.primeCheck,
    messageId: eventId,
    body: JSON.stringify(PrimeCheckRequested.build(identity.id, { number }, new Date())),
    headers: { [HEADER.messageId]: eventId, [HEADER.traceparent]: TRACEPARENT },
  });
}

async function read(sql: string, ...values: unknown[]): Promise<RowDataPacket[]> {
  const [rows] = await database.db.pool.query<RowDataPacket[]>(sql, values);
  return rows;
}

const readRequests = (ids: readonly string[]) => read('SELECT * FROM prime_checks WHERE id IN (?) ORDER BY id', ids);
const readDeliveries = (ids: readonly string[]) =>
  read('SELECT * FROM email_deliveries WHERE aggregate_id IN (?)', ids);
const readLogs = (ids: readonly string[], status: string) =>
  read('SELECT * FROM message_processing_logs WHERE message_id IN (?) AND status = ?', ids, status);

async function countCompleted(ids: readonly string[]): Promise<number> {
  return (await readRequests(ids)).filter(({ status }) => status === 'completed').length;
}

async function untilCompleted(ids: readonly string[], timeoutMs = 60_000): Promise<RowDataPacket[]> {
  const what = `${ids.length} requests are completed`;
  await until(async () => (await countCompleted(ids)) === ids.length, { timeoutMs, what, everyMs: 50 });
  return readRequests(ids);
}

async function readMetric(worker: AppProcess, series: RegExp): Promise<number | undefined> {
  const text = await (await fetch(`${worker.url}/metrics`)).text();
  const line = text.split('\n').find((one) => series.test(one));
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ')));
}

describe('a message becomes a verdict', () => {
  test('with its certainty, a log, an event, and the mail that was asked for, all in one trace', async () => {
    const heard: string[] = [];
    const listening = await Promise.all(
      [`${SUBJECT.primeCheckEvents}.*`, SUBJECT.outboxWake].map((subject) =>
        messaging.listen(subject, (told) => heard.push(told)),
      ),
    );
    const worker = await startWorker({ LOG_LEVEL: 'debug' });
    const ids = await submit([
      { number: SHORT_PRIME, email: 'reader@example.com' },
      { number: '18446744073709551556' },
      { number: LONG_PRIME },
      { number: '0' },
      { number: String((10n ** 149n + 183n) * (10n ** 150n + 67n)) },
    ]);
    const rows = await untilCompleted(ids);
    expect(ids.map((id) => rows.find((row) => row.id === id))).toMatchObject([
      { is_prime: 1, certainty: 'proven' },
      { is_prime: 0, certainty: 'proven' },
      { is_prime: 1, certainty: 'probable' },
      { is_prime: 0, certainty: 'proven' },
      { is_prime: 0, certainty: 'proven' },
    ]);
    expect(await readLogs(ids, 'success')).toHaveLength(ids.length);

    const [delivery, ...more] = await readDeliveries(ids);
    expect(more).toEqual([]);
    expect(delivery).toMatchObject({ recipient: null, status: 'pending', trace_id: TRACE_ID });
    const [row] = await read('SELECT * FROM outbox WHERE aggregate_id = ?', delivery?.id);
    expect(JSON.parse(row?.headers)[HEADER.traceparent]).toContain(TRACE_ID);

    const expected = [SUBJECT.outboxWake, ...ids.map((id) => `${SUBJECT.primeCheckEvents}.${id}`)];
    await until(() => expected.every((subject) => heard.includes(subject)), { what: `${expected} heard` });
    const lines = () => worker.logs.filter((line) => line.includes(ids[0] ?? '') && line.includes('"verdict"'));
    await until(() => lines().length > 0);
    expect(lines().map((line) => JSON.parse(line).trace_id)).toEqual([TRACE_ID]);
    expect(await readMetric(worker, /^prime_check_requests_total\{.*status="stored",result="prime"/)).toBe(2);
    expect(await readMetric(worker, /^prime_check_duration_seconds_count\{.*number_length="101-300"/)).toBe(2);
    expect(await readMetric(worker, /^prime_check_verdict_group_size_count/)).toBeGreaterThan(0);
    expect(await readMetric(worker, /^prime_check_time_to_verdict_seconds_count/)).toBe(ids.length);
    const beats = await until(async () => {
      const found = await read('SELECT * FROM worker_health_checks WHERE worker_name LIKE ?', `%-${worker.pid}-%`);
      return found.length > 0 && found;
    });
    expect(beats).toMatchObject([{ status: 'healthy' }]);
    await Promise.all(listening.map((one) => one.close()));
  });

  test('once: a message that comes again, even to two workers at the same time, changes nothing', async () => {
    const [first, second] = await Promise.all([startWorker(), startWorker()]);
    const [id = ''] = await submit([{ number: LONG_PRIME, email: 'once@example.com' }]);
    await Promise.all([2, 3, 4, 5].map((enqueue) => publish({ id, generation: 0, enqueue }, LONG_PRIME)));
    const [before] = await untilCompleted([id]);
    await until(async () => {
      const counts = await Promise.all(
        [first, second].map((worker) =>
          readMetric(worker, /^prime_check_requests_total\{.*"already_decided",result="prime"/),
        ),
      );
      // One that was held up for longer than the broker waits is given out once more.
      return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0) >= 4;
    });
    expect((await readRequests([id]))[0]).toEqual(before);
    expect(await readDeliveries([id])).toHaveLength(1);
    expect(await readLogs([id], 'success')).toHaveLength(1);
    expect(await readLogs([id], 'failed')).toEqual([]);
  });

  test('two workers share the load', async () => {
    // Each holds a few at a time: with its default one of them might hold them all.
    const env = { PRIME_CHECK_CONCURRENCY: '4' };
    await Promise.all([startWorker(env), startWorker(env)]);
    const ids: string[] = [];
    let least: number;
    // One that stands still for a moment may get none of the first hundred.
    do {
      ids.push(...(await submit(Array.from({ length: 100 }, () => ({ number: LONG_PRIME })))));
      await untilCompleted(ids);
      const byWorker = await read(
        `SELECT worker, COUNT(*) AS n FROM message_processing_logs WHERE message_id IN (?) AND status = 'success' GROUP BY worker`,
        ids,
      );
      least = byWorker.length < 2 ? 0 : Math.min(...byWorker.map(({ n }) => Number(n)));
    } while (least <= 10);
  });

  test('never for a request that is not there: its message is dead-lettered as permanent', async () => {
    const letters: string[] = [];
    await messaging.listen('dlq.primecheck', (_subject, data) => letters.push(new TextDecoder().decode(data)));
    await startWorker();
    const unknown = uuidv7();
    await publish(firstIdentity(unknown), '7');
    await until(() => letters.length === 1 && letters[0]?.includes(unknown));
    expect(await readLogs([unknown], 'failed')).toMatchObject([
      { error_type: 'permanent', error_code: 'request_unknown' },
    ]);
  });
});

describe('what goes wrong', () => {
  test('a worker killed in the middle of a computation: another finishes the message', async () => {
    const victim = await startWorker();
    // Several, so that it is at work for some seconds.
    const ids = await submit(Array.from({ length: 5 }, () => ({ number: VERY_LONG_PRIME, email: 'k@example.com' })));
    await until(async () => (await readMetric(victim, /^prime_check_threads_busy/)) === 1, { everyMs: 5 });
    await victim.kill();
    expect(await countCompleted(ids)).toBeLessThan(ids.length);
    await startWorker();
    await untilCompleted(ids);
    expect(await readDeliveries(ids)).toHaveLength(ids.length);
    expect(await readLogs(ids, 'failed')).toEqual([]);
  });

  test('SIGTERM under load: the worker exits 0 in time, and nothing is lost, failed or done twice', async () => {
    const ids = await submit(
      Array.from({ length: 400 }, (_, i) => ({
        number: i % 4 === 0 ? LONG_PRIME : SHORT_PRIME,
        email: `load${i}@example.com`,
      })),
    );
    // However late the signal is: it has some of these in its hands then, and the rest lies in the broker.
    const letGo = await holdRequests(database.db, ids.slice(200));
    const first = await startWorker({ SHUTDOWN_GRACE_SECONDS: '15' });
    await until(async () => (await countCompleted(ids)) > 20);
    const stopped = performance.now();
    const exit = first.stop();
    await letGo();
    expect(await exit).toBe(0);
    expect(performance.now() - stopped).toBeLessThan(15_000);
    expect(await countCompleted(ids)).toBeLessThan(ids.length);

    await startWorker();
    await untilCompleted(ids);
    const deliveries = await readDeliveries(ids);
    expect(new Set(deliveries.map((row) => row.aggregate_id)).size).toBe(ids.length);
    expect(deliveries).toHaveLength(ids.length);
    expect(await readLogs(ids, 'failed')).toEqual([]);
  });

  test('MySQL away for a while: no attempt is spent, and everything completes afterwards', async () => {
    const proxy = await startTcpProxy(testServers().mysql);
    const worker = await startWorker({}, { ...account, host: '127.0.0.1', port: proxy.port });
    const load = (count: number) => submit(Array.from({ length: count }, () => ({ number: LONG_PRIME })));
    const ids = await load(100);
    await until(async () => (await countCompleted(ids)) > 5, { everyMs: 5 });
    proxy.down();
    ids.push(...(await load(50)));
    await until(async () => (await readMetric(worker, /^ballast_messaging_paused\{/)) === 1);
    expect((await fetch(`${worker.url}/livez`)).status).toBe(200);
    const stuck = await countCompleted(ids);
    expect(stuck).toBeLessThan(ids.length);

    proxy.up();
    await untilCompleted(ids);
    expect(await readLogs(ids, 'failed')).toEqual([]);
    expect(await readLogs(ids, 'success')).toHaveLength(ids.length);
    await worker.stop();
    await proxy.close();
  });

  test('the connection cut in the middle of a transaction, and at COMMIT: no attempt is spent, one verdict, one mail', async () => {
    const proxy = await startTcpProxy(testServers().mysql);
    const worker = await startWorker({}, { ...account, host: '127.0.0.1', port: proxy.port });
    const cuts = { update: 2, commit: 3 };
    proxy.onClientData((data) => {
      if (data.includes('UPDATE prime_checks') && cuts.update-- > 0) return 'cut_before';
      // The server commits, and its answer is lost: the worker cannot know.
      if (data.includes('COMMIT') && cuts.commit-- > 0) return 'cut_after';
      return 'pass';
    });
    const ids = await submit(
      Array.from({ length: 60 }, (_, i) => ({ number: LONG_PRIME, email: `cut${i}@example.com` })),
    );
    await untilCompleted(ids);
    expect(Math.max(cuts.update, cuts.commit)).toBeLessThanOrEqual(0);
    expect(await readLogs(ids, 'failed')).toEqual([]);
    expect(await readLogs(ids, 'success')).toHaveLength(ids.length);
    expect(await readDeliveries(ids)).toHaveLength(ids.length);
    const settled = /^ballast_messaging_deliveries_total\{.*outcome="done"/;
    await until(async () => ((await readMetric(worker, settled)) ?? 0) >= ids.length, {
      what: 'every message is acked',
    });
    await worker.stop();
    await proxy.close();
  });

  test('the outbox refuses the mail: there is no verdict without it, and both are there when it takes it again', async () => {
    await database.db.pool.query(
      `CREATE TRIGGER refuse_outbox BEFORE INSERT ON outbox FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'refused'`,
    );
    let ids: string[];
    try {
      await startWorker();
      ids = await submit([{ number: SHORT_PRIME, email: 'refused@example.com' }]);
      await until(async () => (await readLogs(ids, 'failed')).length > 0);
      expect(await readRequests(ids)).toMatchObject([{ status: 'processing', is_prime: null }]);
      expect(await readDeliveries(ids)).toEqual([]);
    } finally {
      await database.db.pool.query('DROP TRIGGER refuse_outbox');
    }
    await untilCompleted(ids);
    expect(await readDeliveries(ids)).toHaveLength(1);
  });

  test('a check past its deadline costs an attempt, and is dead-lettered when the attempts are spent', async () => {
    const letters: string[] = [];
    await messaging.listen('dlq.primecheck', (_subject, data) => letters.push(new TextDecoder().decode(data)));
    await startWorker({ PRIME_CHECK_DEADLINE_MS: '50' });
    const ids = await submit([{ number: VERY_LONG_PRIME }, { number: SHORT_PRIME }]);
    await until(() => letters.length === 1 && letters[0]?.includes(ids[0] ?? '?'), { timeoutMs: 30_000 });
    const failed = await readLogs(ids, 'failed');
    expect(failed).toHaveLength(4);
    expect(failed[0]).toMatchObject({ message_id: ids[0], error_type: 'transient', error_code: 'deadline' });
    expect(await readRequests([ids[1] ?? ''])).toMatchObject([{ status: 'completed' }]);
  });
});
