import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { drizzleOn } from './drizzle-on.ts';
import { createHeartbeatStore } from './heartbeat-store.ts';
import { workerHealthChecks } from './tables/worker-health-checks.ts';

let testDatabase: TestDatabase;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase.drop());

async function rowsOf(worker: string) {
  const db = drizzleOn(testDatabase.db.pool);
  return await db.select().from(workerHealthChecks).where(eq(workerHealthChecks.workerName, worker));
}

test('a worker has one row, which tells its last beat', async () => {
  const store = createHeartbeatStore(testDatabase.db);
  await store.beat({ worker: 'one', status: 'unhealthy', error: 'no broker', metadata: { port: 8081 } });
  // Two beats may fall into one millisecond.
  await testDatabase.db.pool.query(
    'UPDATE worker_health_checks SET last_heartbeat = last_heartbeat - INTERVAL 1 SECOND',
  );
  const [first] = await rowsOf('one');
  expect(first).toMatchObject({ status: 'unhealthy', errorMessage: 'no broker', metadata: { port: 8081 } });

  await store.beat({ worker: 'one', status: 'healthy', metadata: { port: 8082 } });
  const rows = await rowsOf('one');
  expect(rows).toMatchObject([{ id: first?.id, status: 'healthy', errorMessage: null, metadata: { port: 8082 } }]);
  expect(rows[0]?.lastHeartbeat.getTime()).toBeGreaterThan(first?.lastHeartbeat.getTime() ?? 0);
  expect(Math.abs(Date.now() - (rows[0]?.lastHeartbeat.getTime() ?? 0))).toBeLessThan(30_000);
  expect(rows[0]?.createdAt).toEqual(first?.createdAt);
});

test('beats of many workers at once get a row each', async () => {
  const store = createHeartbeatStore(testDatabase.db);
  const workers = Array.from({ length: 20 }, (_, index) => `many-${index}`);
  await Promise.all([...workers, ...workers].map((worker) => store.beat({ worker, status: 'healthy', metadata: {} })));
  for (const worker of workers) expect((await rowsOf(worker)).length).toBe(1);
});

test('an error of any length and script is kept as far as it fits', async () => {
  const store = createHeartbeatStore(testDatabase.db);
  await store.beat({ worker: 'long', status: 'unhealthy', error: 'é😀'.repeat(50_000), metadata: {} });
  const [row] = await rowsOf('long');
  expect(row?.errorMessage).toMatch(/^é😀é😀.*…$/u);
});

test('one that ends leaves no row, and takes no other’s', async () => {
  const store = createHeartbeatStore(testDatabase.db);
  for (const worker of ['leaving', 'staying']) await store.beat({ worker, status: 'healthy', metadata: {} });
  await store.end('leaving');
  await store.end('never-seen');
  expect([await rowsOf('leaving'), (await rowsOf('staying')).length]).toEqual([[], 1]);
});
