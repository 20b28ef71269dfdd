import { withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { storeLetters } from '../store-letters.ts';
import { readTimeline } from './read-timeline.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Times a second apart, from a fixed one. */
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second));
const run = (sql: string, values: unknown[]) => database.db.pool.query(sql, values);

it('tells a request’s way from acceptance over failures, a dead letter and a redrive to its verdict and its mail', async () => {
  const id = uuidv7();
  const mail = uuidv7();
  const job = uuidv7();
  await run(
    `INSERT INTO prime_checks (id, number, status, is_prime, certainty, created_at, completed_at, generation, enqueue_count)
     VALUES (?, '97', 'completed', 1, 'proven', ?, ?, 1, 2)`,
    [id, at(0), at(20)],
  );
  await published(`${id}:r0:e1`, 1, at(1));
  for (const [attempt, second] of [
    [1, 2],
    [2, 3],
    [3, 5],
  ] as const) {
    await log(id, 0, 1, 'failed', attempt, at(second));
  }
  await log(id, 0, 1, 'deferred', null, at(4));
  await withTransaction(database.db, (tx) =>
    storeLetters(tx, [
      {
        key: `dlq:${id}:r0`,
        subject: 'primecheck',
        messageId: id,
        generation: 0,
        attempts: 3,
        body: Buffer.from('{}'),
        headers: {},
        error: { type: 'transient', code: 'ETIMEDOUT', message: 'it took too long' },
      },
    ]),
  );
  await run(
    `UPDATE dead_letter_messages SET dlq_created_at = ?, status = 'resolved', resolution = 'succeeded', resolved_at = ?,
       resolved_by = 'worker-2' WHERE original_message_id = ?`,
    [at(6), at(20), id],
  );
  await run(
    `INSERT INTO redrive_jobs (id, operator, reason, selection, rate_per_second, not_before, waves, failure_threshold,
       wave_deadline_seconds, total, created_at) VALUES (?, 'ann', 'it is back', '{}', 1, NOW(3), '[]', 0.2, 60, 1, ?)`,
    [job, at(10)],
  );
  await run(
    `INSERT INTO redrive_job_items (job_id, position, wave, letter_id, generation, message_id, state, sent_at, finished_at)
     SELECT ?, 0, 0, id, 0, ?, 'succeeded', ?, ? FROM dead_letter_messages WHERE original_message_id = ?`,
    [job, id, at(11), at(20), id],
  );
  await published(`${id}:r1:e2`, 2, at(12));
  await log(id, 1, 2, 'processing', null, at(13));
  await run(
    `INSERT INTO email_deliveries (id, kind, aggregate_id, status, created_at, sent_at)
     VALUES (?, 'prime_check_result', ?, 'sent', ?, ?)`,
    [mail, id, at(20), at(30)],
  );
  await published(`${mail}:r0:e1`, 3, at(21));

  const timeline = await readTimeline(database.db, id);
  expect(timeline?.events.map(({ kind, at: time }) => `${new Date(time).getUTCSeconds()} ${kind}`)).toEqual([
    '0 accepted',
    '1 published',
    '2 attempt_failed',
    '3 attempt_failed',
    '4 deferred',
    '5 attempt_failed',
    '6 dead_lettered',
    '10 redrive_requested',
    '11 redriven',
    '12 published',
    '13 started',
    '20 mail_enqueued',
    '20 completed',
    '20 redrive_ended',
    '20 act',
    '21 published',
    '30 mail_ended',
  ]);
  expect(timeline?.events.every(({ title }) => /^[A-Za-z].{5,}[.a-z]$/.test(title))).toBe(true);
  expect(timeline?.events[3]).toMatchObject({
    attempt: 2,
    worker: 'w',
    generation: 0,
    title: 'Attempt 2 failed: ETIMEDOUT.',
  });
  expect(timeline?.events[7]).toMatchObject({ actor: 'ann', title: 'ann asked for a redrive: it is back' });
  expect(timeline?.events[9]).toMatchObject({ message_id: id, generation: 1 });
  expect(JSON.stringify(timeline)).not.toContain('a@example.com');

  const ofMail = await readTimeline(database.db, mail);
  expect(ofMail?.events.map(({ kind }) => kind)).toEqual(['mail_enqueued', 'published', 'mail_ended']);
});

it('shows what waits in the outbox, with the tries that failed', async () => {
  const id = uuidv7();
  await run(
    `INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, subject, payload, headers, retry_count, error_message)
     VALUES (?, 'prime_check', ?, 't', 'primecheck', '{}', '{}', 2, 'too large')`,
    [`${id}:r0:e1`, id],
  );
  const timeline = await readTimeline(database.db, id);
  expect(timeline?.events).toMatchObject([
    { kind: 'enqueued', error_message: 'too large', title: expect.stringContaining('2 tries failed so far') },
  ]);
});

it('knows nothing of an id that nothing has', async () => {
  expect(await readTimeline(database.db, uuidv7())).toBeUndefined();
});

it('is bounded however much has happened', async () => {
  const id = uuidv7();
  const rows = Array.from({ length: 700 }, (_, nth) => [id, 0, 1, 'primecheck', 'deferred', 'w', at(nth % 60)]);
  await run(
    'INSERT INTO message_processing_logs (message_id, generation, enqueue, subject, status, worker, created_at) VALUES ?',
    [rows],
  );
  expect((await readTimeline(database.db, id))?.events).toHaveLength(500);
});

async function published(eventId: string, seq: number, when: Date): Promise<void> {
  await run(
    `INSERT INTO outbox_history (event_id, subject, stream, stream_created, seq, published_at)
     VALUES (?, 'primecheck', 'primecheck_stream', '2026', ?, ?)`,
    [eventId, seq, when],
  );
}

async function log(
  id: string,
  generation: number,
  enqueue: number,
  status: string,
  attempt: number | null,
  when: Date,
) {
  await run(
    `INSERT INTO message_processing_logs (message_id, generation, enqueue, subject, status, error_code, error_message,
       attempt, worker, created_at) VALUES (?, ?, ?, 'primecheck', ?, ?, 'slow', ?, 'w', ?)`,
    [id, generation, enqueue, status, status === 'failed' ? 'ETIMEDOUT' : null, attempt, when],
  );
}
