import { createHeartbeatStore, openDatabase, type RowDataPacket } from '@ballast/database';
import { createMetrics } from '@ballast/telemetry';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createManagerMetrics } from './manager-metrics.ts';
import { measurePending } from './pending-gauge.ts';
import { markSilentWorkers } from './silent-workers.ts';

let database: TestDatabase;
let db: Awaited<ReturnType<typeof openDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(await database.account('dlq-manager'));
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function workers(): Promise<RowDataPacket[]> {
  const [rows] = await database.db.pool.query<RowDataPacket[]>(
    'SELECT worker_name, status, error_message FROM worker_health_checks ORDER BY worker_name',
  );
  return rows;
}

test('an instance whose heartbeat falls silent is unhealthy since then, and healthy with its next beat', async () => {
  const since = new Date(Date.now() - 60_000);
  await database.db.pool.query(
    "INSERT INTO worker_health_checks (worker_name, status, last_heartbeat) VALUES ('alive', 'healthy', NOW(3)), ('silent', 'healthy', ?)",
    [since],
  );
  const marked = await Promise.all([markSilentWorkers(db, 30), markSilentWorkers(db, 30)]);
  expect(marked.flat()).toEqual(['silent']);
  expect(await workers()).toEqual([
    { worker_name: 'alive', status: 'healthy', error_message: null },
    { worker_name: 'silent', status: 'unhealthy', error_message: `silent since ${since.toISOString()}` },
  ]);
  await createHeartbeatStore(db).beat({ worker: 'silent', status: 'healthy', metadata: {} });
  expect(await markSilentWorkers(db, 30)).toEqual([]);
  expect(await workers()).toMatchObject([{ status: 'healthy' }, { status: 'healthy', error_message: null }]);
});

test('pending letters are counted by subject and type, as the database has them', async () => {
  const oldest = new Date('2026-01-01T00:00:00Z');
  const letters = [
    ['primecheck', 'transient', 'pending', new Date()],
    ['primecheck', 'transient', 'pending', oldest],
    ['orders', 'poison', 'pending', new Date()],
    ['invoices', 'poison', 'pending', new Date()],
    ['emailsend', 'permanent', 'resolved', new Date('2025-01-01T00:00:00Z')],
  ];
  await database.db.pool.query(
    `INSERT INTO dead_letter_messages (letter_key, original_subject, error_type, status, dlq_created_at, payload, error_message)
     VALUES ?`,
    [letters.map((letter, n) => [`k${n}`, ...letter, '{}', 'm'])],
  );
  const metrics = createMetrics('test');
  const gauges = createManagerMetrics(metrics);
  await measurePending(db, gauges);
  const text = await metrics.registry.metrics();
  expect(text).toMatch(/dlq_message_count\{subject="primecheck",type="transient",service="test"\} 2/);
  expect(text).toMatch(/dlq_message_count\{subject="other",type="poison",service="test"\} 2/);
  expect(text).toMatch(/dlq_message_count\{subject="emailsend",type="permanent",service="test"\} 0/);
  expect(text).toContain(`dlq_oldest_pending_timestamp_seconds{service="test"} ${oldest.getTime() / 1000}`);

  await database.db.pool.query("UPDATE dead_letter_messages SET status = 'discarded'");
  await measurePending(db, gauges);
  expect(await metrics.registry.metrics()).toMatch(/dlq_oldest_pending_timestamp_seconds\{service="test"\} 0/);
});
