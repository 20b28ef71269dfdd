import { fileURLToPath } from 'node:url';
import type { DatabaseOptions } from '@ballast/database';
import { connectMessaging, ensureTopology, type Messaging } from '@ballast/messaging';
import { createLogger } from '@ballast/telemetry';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  type TestDatabase,
  testServers,
  until,
} from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { countDecided, readLog, submitNumbers } from '../test/submit-requests.ts';

/** Short, so that a killed worker's messages come again soon; long enough for `working()` to be sent in time. */
const ACK_WAIT_MS = 2_000;
/** 969 digits; over a second in a thread, so that it can be seen at work. */
const VERY_LONG_PRIME = String(2n ** 3217n - 1n);
const KILLER = '13';
const KILLED_BY_A_NUMBER = fileURLToPath(new URL('../test/killed-by-a-number.fixture.ts', import.meta.url));

let database: TestDatabase;
let account: DatabaseOptions;
let messaging: Messaging;
let namespace: string;
/** Requests that were dead-lettered. */
let letters: Set<string>;
const workers: AppProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  account = await database.account('prime-check-worker');
});
afterAll(() => database?.drop());

beforeEach(async () => {
  namespace = createNamespace();
  const logger = createLogger({ service: 'test', level: 'silent' });
  messaging = await connectMessaging({ ...testServers().nats, name: 'test', namespace, logger });
  await ensureTopology(messaging, { replicas: 1, ackWaitMs: ACK_WAIT_MS });
  letters = new Set();
  await messaging.listen('dlq.primecheck', (_subject, data) => {
    const { id } = JSON.parse(new TextDecoder().decode(data));
    letters.add(id);
  });
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.kill()));
  await messaging.close();
});

async function startWorker(main?: string, env: Record<string, string> = {}): Promise<AppProcess> {
  const environment = { ...appEnvironment({ database: account, namespace }), ...env };
  const worker = await startApp('prime-check-worker', environment, main);
  workers.push(worker);
  return worker;
}

async function isComputing(worker: AppProcess): Promise<boolean> {
  const text = await (await fetch(`${worker.url}/metrics`)).text();
  return /^prime_check_threads_busy(?:\{.*\})? 1$/mu.test(text);
}

test('a worker killed ten times in mid-computation: its message finishes or is quarantined, and 100 innocents beside it get their verdicts', async () => {
  const suspects: string[] = [];
  const innocents: string[] = [];
  const isOver = async (id: string) => letters.has(id) || (await countDecided(database.db, [id])) === 1;
  for (let kills = 0; kills < 10; kills += 1) {
    const worker = await startWorker();
    const beside = Array.from({ length: 10 }, (_, nth) => String(1_000_003 + kills * 10 + nth));
    innocents.push(...(await submitNumbers(database.db, messaging, beside)));
    const isAtWork = async () => {
      // Whenever the message that it is killed over has found its end, there is another.
      const last = suspects.at(-1);
      if (last === undefined || (await isOver(last))) {
        suspects.push(...(await submitNumbers(database.db, messaging, [VERY_LONG_PRIME])));
      }
      return await isComputing(worker);
    };
    await until(isAtWork, { everyMs: 5, timeoutMs: 90_000, what: 'it computes' });
    await worker.kill();
  }
  await startWorker();
  await until(async () => (await countDecided(database.db, innocents)) === 100, {
    timeoutMs: 60_000,
    everyMs: 100,
    what: 'all innocents have their verdicts',
  });
  await until(async () => (await countDecided(database.db, suspects)) + letters.size === suspects.length, {
    timeoutMs: 60_000,
    everyMs: 100,
    what: 'the messages that it was killed over have found their ends',
  });

  const outcomes = await readLog(database.db, [...innocents, ...suspects]);
  const failed = outcomes.filter(({ status }) => status === 'failed');
  // Nothing is blamed but what a worker was killed over, several times.
  expect(failed.map(({ message_id: id }) => id).sort()).toEqual([...letters].sort());
  expect(failed.every(({ error_type: type, error_code: code }) => type === 'poison' && code === 'worker_killer')).toBe(
    true,
  );
  for (const id of letters) {
    expect(suspects).toContain(id);
    expect(outcomes.filter((row) => row.message_id === id && row.status === 'processing')).toHaveLength(3);
  }
  const successes = outcomes.filter(({ status }) => status === 'success').map(({ message_id: id }) => id);
  expect(new Set(successes).size).toBe(successes.length);
}, 400_000);

test('a message that kills its process is quarantined as poison after four deaths, and its neighbours are done', async () => {
  const numbers = Array.from({ length: 30 }, (_, nth) => String(1_000_003 + nth));
  numbers.splice(10, 0, KILLER);
  const ids = await submitNumbers(database.db, messaging, numbers);
  const killer = ids[10] ?? '';
  const neighbours = ids.filter((id) => id !== killer);

  let deaths = 0;
  const supervised = (async () => {
    while (!letters.has(killer) && deaths < 10) {
      const worker = await startWorker(KILLED_BY_A_NUMBER, { KILLER });
      const code = await Promise.race([worker.exited, until(() => letters.has(killer), { timeoutMs: 60_000 })]);
      if (code !== true) deaths += 1;
    }
  })();
  await supervised;
  expect(deaths).toBe(4);
  await until(async () => (await countDecided(database.db, neighbours)) === neighbours.length, { timeoutMs: 60_000 });

  const log = await readLog(database.db, [killer]);
  expect(log.map(({ status }) => status)).toEqual(['processing', 'processing', 'processing', 'failed']);
  expect(log.at(-1)).toMatchObject({ error_type: 'poison', error_code: 'worker_killer' });
  expect((await readLog(database.db, neighbours)).filter(({ status }) => status === 'failed')).toEqual([]);
  expect([...letters]).toEqual([killer]);
}, 240_000);
