import { randomUUID } from 'node:crypto';
import { openDatabase, type RowDataPacket } from '@ballast/database';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ConfigSchema } from '../config.ts';
import { createManagerMetrics } from '../manager-metrics.ts';
import { applyRetention, type RetentionDays } from './retention.ts';

const DAYS: RetentionDays = {
  processing_logs: 30,
  resolved_letters: 30,
  discarded_letters: 30,
  statistics: 365,
  outbox_history: 14,
  redrive_jobs: 90,
  workers: 1,
  sessions: 30,
  login_tokens: ConfigSchema.shape.RETENTION_LOGIN_TOKENS_DAYS.parse(undefined),
  idempotency_keys: 7,
  pending_letters: 7,
};
const OLD = 'NOW(3) - INTERVAL 400 DAY';

let database: TestDatabase;
// With the account of the process, which may delete these things and no others.
let db: Awaited<ReturnType<typeof openDatabase>>;
beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(await database.account('dlq-manager'));
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
const TABLES = [
  'prime_checks',
  'email_deliveries',
  'message_processing_logs',
  'dead_letter_messages',
  'dlq_statistics',
  'outbox_history',
  'redrive_job_items',
  'redrive_jobs',
  'worker_health_checks',
  'sessions',
  'login_tokens',
  'idempotency_keys',
];
beforeEach(async () => {
  for (const table of TABLES) await database.db.pool.query('DELETE FROM ??', [table]);
});

const insert = (sql: string, ...values: unknown[]) => database.db.pool.query(sql, values);
async function texts(sql: string): Promise<string[]> {
  const [rows] = await database.db.pool.query<RowDataPacket[]>(sql);
  return rows.map((row) => String(Object.values(row)[0]));
}
const log: Record<string, unknown>[] = [];
async function retain(batchSize = 3) {
  const metrics = createMetrics('test');
  const logger = createLogger({
    service: 'test',
    level: 'info',
    destination: { write: (line: string) => void log.push(JSON.parse(line)) },
  });
  const ports = { db, metrics: createManagerMetrics(metrics), logger, onProgress: () => undefined };
  const purged = await applyRetention(ports, DAYS, batchSize, new Date());
  return { purged, text: await metrics.registry.metrics() };
}

async function aRequest(status: string): Promise<string> {
  const id = randomUUID();
  const isDone = status === 'completed' ? [1, 'proven', new Date()] : [null, null, null];
  await insert(
    "INSERT INTO prime_checks (id, number, status, is_prime, certainty, completed_at) VALUES (?, '7', ?, ?, ?, ?)",
    id,
    status,
    ...isDone,
  );
  return id;
}
const aLog = (messageId: string, at = OLD) =>
  insert(
    `INSERT INTO message_processing_logs (message_id, generation, enqueue, subject, status, worker, created_at)
     VALUES (?, 0, 1, 'primecheck', 'failed', 'w', ${at})`,
    messageId,
  );
const aPublish = (eventId: string, at = OLD) =>
  insert(
    `INSERT INTO outbox_history (event_id, subject, stream, stream_created, seq, published_at)
     VALUES (?, 'primecheck', 's', 'c', 1, ${at})`,
    eventId,
  );
const aLetter = (key: string, status: string, resolvedAt: string | null, createdAt = OLD) =>
  insert(
    `INSERT INTO dead_letter_messages (letter_key, original_subject, payload, error_message, error_type, status, resolved_at, dlq_created_at)
     VALUES (?, 'primecheck', '{}', 'm', 'transient', ?, ${resolvedAt ?? 'NULL'}, ${createdAt})`,
    key,
    status,
  );

test('attempts and publishes of messages that are over are deleted when they are old; those of open ones stay', async () => {
  const over = [await aRequest('completed'), await aRequest('discarded'), 'of nobody'];
  const open = [await aRequest('processing'), await aRequest('dead')];
  // The open ones lie in front, more of them than fit into a batch.
  for (const id of [...open, ...open, ...open, ...over, ...over]) await aLog(id);
  for (const [n, id] of [...open, ...open, ...open, ...over, ...over].entries()) await aPublish(`${id}:r0:e${n + 1}`);
  await aLog(over[0] ?? '', 'NOW(3) - INTERVAL 29 DAY');
  await aPublish(`${over[0]}:r9:e99`, 'NOW(3) - INTERVAL 13 DAY');
  const { purged, text } = await retain();
  expect(purged).toMatchObject({ processing_logs: 6, outbox_history: 6 });
  expect(text).toMatch(/retention_purged_rows_total\{what="processing_logs",service="test"\} 6/);
  expect(new Set(await texts('SELECT message_id FROM message_processing_logs'))).toEqual(new Set([...open, over[0]]));
  expect(await texts('SELECT event_id FROM outbox_history')).toHaveLength(7);
  expect((await retain()).purged).toMatchObject({ processing_logs: 0, outbox_history: 0 });
});

test('resolved and discarded letters are deleted when they are old; a pending one never, and its age is told', async () => {
  for (const status of ['resolved', 'discarded']) {
    for (let n = 0; n < 4; n += 1) await aLetter(`${status}-old-${n}`, status, OLD);
    await aLetter(`${status}-new`, status, 'NOW(3) - INTERVAL 29 DAY');
  }
  await aLetter('pending-old', 'pending', null);
  await aLetter('pending-restored', 'pending', OLD);
  await aLetter('pending-new', 'pending', null, 'NOW(3)');
  await aLetter('reprocessing-old', 'reprocessing', null);
  const { purged, text } = await retain();
  expect(purged).toMatchObject({ resolved_letters: 4, discarded_letters: 4 });
  expect(await texts('SELECT letter_key FROM dead_letter_messages ORDER BY letter_key')).toEqual([
    'discarded-new',
    'pending-new',
    'pending-old',
    'pending-restored',
    'reprocessing-old',
    'resolved-new',
  ]);
  expect(text).toMatch(/dlq_overdue_pending_count\{service="test"\} 2/);
  expect(log.at(-1)).toMatchObject({ level: 'warn', overdue: 2 });
});

test('statistics, ended redrive jobs with their items, and long-dead instances are deleted when they are old', async () => {
  await insert(
    `INSERT INTO dlq_statistics (date_hour, subject, error_type, count) VALUES (${OLD}, 'a', 'poison', 1), (${OLD}, 'b', 'poison', 1),
       (${OLD}, 'c', 'poison', 1), (${OLD}, 'd', 'poison', 1), (NOW(3), 'a', 'poison', 1)`,
  );
  for (const [n, state] of ['completed', 'cancelled', 'stopped', 'running', 'completed'].entries()) {
    const id = `job-${n}`;
    await insert(
      `INSERT INTO redrive_jobs (id, state, operator, reason, selection, rate_per_second, not_before, waves, failure_threshold,
         wave_deadline_seconds, total, finished_at)
       VALUES (?, ?, 'o', 'r', '{}', 1, NOW(3), '[]', 0.2, 60, 7, ${n === 4 ? 'NOW(3)' : OLD})`,
      id,
      state,
    );
    for (let position = 0; position < 7; position += 1) {
      await insert(
        "INSERT INTO redrive_job_items (job_id, position, wave, letter_id, generation, state) VALUES (?, ?, 0, 1, 0, 'failed')",
        id,
        position,
      );
    }
  }
  await insert(
    `INSERT INTO worker_health_checks (worker_name, status, last_heartbeat) VALUES ('a', 'healthy', ${OLD}), ('b', 'unhealthy', ${OLD}),
       ('c', 'unhealthy', NOW(3))`,
  );
  const { purged } = await retain();
  expect(purged).toMatchObject({ statistics: 4, redrive_jobs: 16, workers: 2 });
  expect(await texts('SELECT subject FROM dlq_statistics')).toEqual(['a']);
  expect(await texts('SELECT id FROM redrive_jobs ORDER BY id')).toEqual(['job-2', 'job-3', 'job-4']);
  expect(await texts('SELECT COUNT(*) FROM redrive_job_items')).toEqual(['21']);
  expect(await texts('SELECT worker_name FROM worker_health_checks')).toEqual(['c']);
});

test('sessions that are over or unused, and links to sign in that are over for 90 days, are deleted; others stay', async () => {
  const aSession = (id: string, lastSeenAt: string, expiresAt: string) =>
    insert(
      `INSERT INTO sessions (id, token_hash, user_id, last_seen_at, expires_at) VALUES (?, ?, 'u', ${lastSeenAt}, ${expiresAt})`,
      id,
      id,
    );
  for (let n = 0; n < 4; n += 1) await aSession(`over-${n}`, 'NOW(3)', 'NOW(3) - INTERVAL 1 SECOND');
  for (let n = 0; n < 4; n += 1) await aSession(`unused-${n}`, 'NOW(3) - INTERVAL 31 DAY', 'NOW(3) + INTERVAL 1 DAY');
  await aSession('live', 'NOW(3) - INTERVAL 29 DAY', 'NOW(3) + INTERVAL 1 DAY');
  // Whoever got a link to sign in may stop mail by its mail for a quarter of a year.
  for (const [id, days] of Object.entries({ old: 91, older: 92, oldest: 93, ancient: 94, recent: 89 })) {
    await insert(
      'INSERT INTO login_tokens (id, user_id, expires_at) VALUES (?, ?, NOW(3) - INTERVAL ? DAY)',
      id,
      'u',
      days,
    );
  }
  expect((await retain()).purged).toMatchObject({ sessions: 8, login_tokens: 4 });
  expect(await texts('SELECT id FROM sessions')).toEqual(['live']);
  expect(await texts('SELECT id FROM login_tokens')).toEqual(['recent']);
});

test('an idempotency key is deleted when it is old, but never before its request has come to its end', async () => {
  const aKey = (key: string, requestId: string, at = 'NOW(3) - INTERVAL 8 DAY') =>
    insert(
      `INSERT INTO idempotency_keys (caller, idem_key, body_hash, request_id, created_at) VALUES ('c', ?, 'h', ?, ${at})`,
      key,
      requestId,
    );
  const [over, open, dead] = [await aRequest('completed'), await aRequest('processing'), await aRequest('dead')];
  // The open ones lie in front, more of them than fit into a batch.
  for (let n = 0; n < 5; n += 1) await aKey(`open-${n}`, n % 2 === 0 ? open : dead);
  for (let n = 0; n < 5; n += 1) await aKey(`over-${n}`, over);
  await aKey('young', over, 'NOW(3) - INTERVAL 6 DAY');
  expect((await retain()).purged).toMatchObject({ idempotency_keys: 5 });
  expect(await texts("SELECT idem_key FROM idempotency_keys WHERE idem_key LIKE 'ov%'")).toEqual([]);
  expect(await texts('SELECT idem_key FROM idempotency_keys')).toHaveLength(6);
});

test('two processes that delete at once delete each row once', async () => {
  for (let n = 0; n < 30; n += 1) await aLetter(`resolved-${n}`, 'resolved', OLD);
  for (let n = 0; n < 30; n += 1) await aLog('of nobody');
  const both = await Promise.all([retain(), retain()]);
  const sum = (what: 'resolved_letters' | 'processing_logs') =>
    both.reduce((total, { purged }) => total + purged[what], 0);
  expect([sum('resolved_letters'), sum('processing_logs')]).toEqual([30, 30]);
});
