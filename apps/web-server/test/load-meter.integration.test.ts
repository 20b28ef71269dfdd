import { createHeartbeatStore } from '@ballast/database';
import { MessagingError } from '@ballast/messaging';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LoadMeter } from '../src/limits/capacity/measure-load.ts';
import type { NewsChannel } from '../src/live/news-channel.ts';

const news: Pick<NewsChannel, 'messaging'> = {
  messaging: () => {
    throw new MessagingError('unavailable', 'not connected yet');
  },
};

let database: TestDatabase;
let meter: LoadMeter;
beforeAll(async () => {
  database = await createTestDatabase();
  meter = new LoadMeter({ db: database.db, news, service: 'web-server' });
});
afterAll(async () => {
  meter?.close();
  await database?.drop();
});

let made = 0;
async function enqueue(subject: string, dueSecondsAgo: number): Promise<void> {
  made += 1;
  await database.db.pool.query(
    `INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, subject, payload, headers, created_at, next_retry_at)
     VALUES (?, 'a', ?, 'e', ?, '{}', '{}', NOW(3) - INTERVAL 1 DAY, NOW(3) - INTERVAL ? SECOND)`,
    [`event-${made}`, `id-${made}`, subject, dueSecondsAgo],
  );
}

it('the outbox is as old as its oldest prime check is overdue, whatever was put off or is to be mailed', async () => {
  expect(await meter.read()).toMatchObject({ outboxAgeSeconds: 0, consumerLag: undefined });
  await enqueue('primecheck', -3_600);
  await enqueue('emailsend', 900);
  expect((await meter.read()).outboxAgeSeconds).toBe(0);
  await enqueue('primecheck', 90);
  const { outboxAgeSeconds } = await meter.read();
  expect(outboxAgeSeconds).toBeGreaterThanOrEqual(90);
  expect(outboxAgeSeconds).toBeLessThan(600);
});

it('event loops are as late as the least late one: an instance that is slow by itself slows nobody else', async () => {
  expect((await meter.read()).eventLoopDelayMs).toBeUndefined();
  const store = createHeartbeatStore(database.db);
  const beat = (worker: string, metadata: object) =>
    store.beat({ worker, status: 'healthy', metadata: { ...metadata } });
  await beat('slow', { service: 'web-server', event_loop_delay_ms: 900 });
  await beat('older', { service: 'web-server' });
  await beat('another', { service: 'email-send-worker', event_loop_delay_ms: 1 });
  expect((await meter.read()).eventLoopDelayMs).toBe(900);
  await beat('quick', { service: 'web-server', event_loop_delay_ms: 12 });
  expect((await meter.read()).eventLoopDelayMs).toBe(12);
});
