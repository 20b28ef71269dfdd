import { createHeartbeatStore } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countLiveInstances } from '../src/limits/live-instances.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

it('counts the healthy instances of a service that showed a sign of life of late, and never less than one', async () => {
  const { db } = database;
  expect(await countLiveInstances(db, 'web-server')).toBe(1);
  const store = createHeartbeatStore(db);
  const beat = (worker: string, service: string, status: 'healthy' | 'unhealthy' = 'healthy') =>
    store.beat({ worker, status, metadata: { service } });
  await Promise.all([
    beat('web-a', 'web-server'),
    beat('web-b', 'web-server'),
    beat('web-c', 'web-server'),
    beat('web-ill', 'web-server', 'unhealthy'),
    beat('worker', 'prime-check-worker'),
  ]);
  await db.pool.query(
    "UPDATE worker_health_checks SET last_heartbeat = NOW(3) - INTERVAL 21 SECOND WHERE worker_name = 'web-c'",
  );
  expect(await countLiveInstances(db, 'web-server')).toBe(2);
});
