import type { RedriveJob, RedriveJobDetail } from '@ballast/contracts/operators';
import type { RowDataPacket } from '@ballast/database';
import { until } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { count, type Pipeline, startPipeline } from './start-pipeline.ts';

const KEYS = { alice: 'alice-key-of-a-test-0123456789abcdef', bob: 'bob-key-of-a-test-0123456789abcdef00' };

let pipeline: Pipeline;

beforeAll(async () => {
  pipeline = await startPipeline({
    env: {
      ADMIN_API_KEYS: Object.entries(KEYS)
        .map(([name, key]) => `${name}:operator:${key}`)
        .join(','),
      SMTP_RATE_PER_SECOND: '1000',
      RATE_LIMIT_ENABLED: 'false',
    },
  });
});
afterAll(async () => {
  await (pipeline as Pipeline | undefined)?.close();
});
beforeEach(() => mailsAreRefused());

/** The dependency that is broken: it refuses every recipient, for good. */
function mailsAreRefused(): void {
  pipeline.sink.behave({ kind: 'refuse_recipient', code: 550 });
}

function mailsAreTaken(): void {
  pipeline.sink.behave({ kind: 'accept' });
}

async function api<T>(
  method: 'GET' | 'POST',
  path: string,
  body?: unknown,
  who: keyof typeof KEYS = 'alice',
): Promise<T> {
  const response = await fetch(`${pipeline.apps['web-server'].url}${path}`, {
    method,
    headers: { authorization: `Bearer ${KEYS[who]}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function rows(sql: string, values: unknown[] = []): Promise<RowDataPacket[]> {
  const [found] = await pipeline.database.db.pool.query<RowDataPacket[]>(sql, values);
  return found;
}

/** Requests whose result mails are refused: each becomes a dead letter by the way that every letter takes. */
async function deadMails(total: number): Promise<{ letters: string[]; mails: string[] }> {
  const before = Number((await rows('SELECT COALESCE(MAX(id), 0) AS id FROM dead_letter_messages'))[0]?.id);
  let left = total;
  const submit = async () => {
    while (left > 0) {
      left -= 1;
      const n = left;
      await until(() => pipeline.submit({ number: String(1_000_003 + n), email: `u${n}@example.com` }));
    }
  };
  await Promise.all(Array.from({ length: 10 }, submit));
  const found = await until(
    async () => {
      const letters = await rows(
        "SELECT id, original_message_id FROM dead_letter_messages WHERE id > ? AND status = 'pending' ORDER BY id",
        [before],
      );
      return letters.length === total && letters;
    },
    { timeoutMs: 90_000, everyMs: 100, what: `${total} dead letters` },
  );
  return { letters: found.map(({ id }) => String(id)), mails: found.map((row) => String(row.original_message_id)) };
}

async function makeJob(letters: readonly string[], settings: Record<string, unknown>): Promise<string> {
  const { id } = await api<RedriveJob>('POST', '/api/dlq/jobs', {
    message_ids: letters,
    reason: 'a test',
    ...settings,
  });
  return id;
}

const readJob = (id: string) => api<RedriveJobDetail>('GET', `/api/dlq/jobs/${id}`);

async function jobIn(id: string, state: RedriveJob['state']): Promise<RedriveJobDetail> {
  return await until(
    async () => {
      const job = await readJob(id);
      return job.state === state && job;
    },
    { timeoutMs: 180_000, everyMs: 50, what: `the job is ${state}` },
  );
}

/** Each of these mails was enqueued once for its first redrive, and came once. */
async function expectSentOnce(mails: readonly string[]): Promise<void> {
  const deliveries = await rows(
    'SELECT DISTINCT status, generation, enqueue_count FROM email_deliveries WHERE id IN (?)',
    [mails],
  );
  expect(deliveries).toEqual([{ status: 'sent', generation: 1, enqueue_count: 2 }]);
  const events = mails.map((id) => `${id}:r1:e2`);
  expect(await count(pipeline, 'outbox_history WHERE event_id IN (?)', events)).toBe(mails.length);
  const ids = await rows('SELECT message_id FROM email_deliveries WHERE id IN (?)', [mails]);
  for (const { message_id } of ids) {
    expect(pipeline.sink.mails.filter((mail) => mail.messageId === message_id)).toHaveLength(1);
  }
}

it('500 dead letters at 50 a second with a canary: stopped by itself while the dependency is broken; then 1, 5, 25 and the rest', async () => {
  const { letters, mails } = await deadMails(500);

  const early = await makeJob(letters, { rate_per_second: 50 });
  const stopped = await jobIn(early, 'stopped');
  expect(stopped.counts).toMatchObject({ failed: 1, waiting: 499 });
  expect(stopped.stop_reason).toContain('Wave 1: 1 of 1 came back');
  await api('POST', `/api/dlq/jobs/${early}/cancel`, {});

  mailsAreTaken();
  // The one that failed has a new letter: the message's id means its newest.
  const id = await makeJob(mails, { rate_per_second: 50 });
  const done = await jobIn(id, 'completed');
  expect(done.waves.map(({ size, succeeded }) => [size, succeeded])).toEqual([
    [1, 1],
    [5, 5],
    [25, 25],
    [469, 469],
  ]);
  const waves = await rows(
    `SELECT wave, MIN(sent_at) AS first, MAX(sent_at) AS last, MAX(finished_at) AS ended FROM redrive_job_items
      WHERE job_id = ? GROUP BY wave ORDER BY wave`,
    [id],
  );
  for (const [i, wave] of waves.entries()) {
    if (i > 0) expect(wave.first.getTime()).toBeGreaterThanOrEqual(waves[i - 1]?.ended.getTime());
  }
  const rest = waves.at(-1);
  const seconds = (rest?.last.getTime() - rest?.first.getTime()) / 1_000;
  console.info(`469 letters in ${seconds} s: ${(469 / seconds).toFixed(1)} a second`);
  expect(seconds).toBeGreaterThan(469 / 50 - 0.5);
  expect(seconds).toBeLessThan(469 / 50 + 60);
  expect(await mostInOneSecond(id)).toBeLessThanOrEqual(75);
  expect(await count(pipeline, "email_deliveries WHERE status = 'sent' AND id IN (?)", mails)).toBe(500);
}, 600_000);

/**
 * The most items that were sent within any second. A token bucket of 50 with a burst of a fifth of a second allows 61; a
 * step that a loaded machine holds up writes its time later than it took its tokens.
 */
async function mostInOneSecond(id: string): Promise<number> {
  const sent = (await rows('SELECT sent_at FROM redrive_job_items WHERE job_id = ? ORDER BY sent_at', [id])).map(
    (row) => row.sent_at.getTime(),
  );
  let most = 0;
  for (let from = 0, to = 0; to < sent.length; to += 1) {
    while (sent[to] - sent[from] >= 1_000) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}

it('dlq-manager killed in the middle of a job and started again finishes it without sending anything twice', async () => {
  const { letters, mails } = await deadMails(300);
  mailsAreTaken();
  const id = await makeJob(letters, { rate_per_second: 50, canary: false });
  await until(async () => (await readJob(id)).counts.waiting < 280, { timeoutMs: 60_000 });
  await pipeline.apps['dlq-manager'].kill();
  const atDeath = (await readJob(id)).counts;
  expect(atDeath.waiting).toBeGreaterThan(0);
  const restarted = Date.now();
  await pipeline.start('dlq-manager');
  await until(async () => (await readJob(id)).counts.waiting < atDeath.waiting, { timeoutMs: 30_000 });
  console.info(`went on ${(Date.now() - restarted) / 1_000} s after the restart began`);
  const done = await jobIn(id, 'completed');
  expect(done.counts).toMatchObject({ succeeded: 300, failed: 0, silent: 0 });
  await expectSentOnce(mails);
}, 300_000);

it('a cancel at half stops a job within a second: what was sent has its outcome, the rest is untouched', async () => {
  const { letters } = await deadMails(200);
  mailsAreTaken();
  // Slow enough that some wait still, even if the cancel comes seconds after the look.
  const id = await makeJob(letters, { rate_per_second: 20, canary: false });
  await until(async () => (await readJob(id)).counts.waiting <= 100, { timeoutMs: 60_000 });
  await api('POST', `/api/dlq/jobs/${id}/cancel`, { reason: 'wrong letters' });
  const answered = Date.now();
  const [last] = await rows('SELECT MAX(sent_at) AS at FROM redrive_job_items WHERE job_id = ?', [id]);
  expect(last?.at.getTime() - answered).toBeLessThan(1_000);
  const cancelled = await until(async () => {
    const job = await readJob(id);
    return job.finished_at !== undefined && job;
  });
  expect(cancelled.counts.cancelled).toBeGreaterThan(0);
  expect(cancelled.counts.succeeded + cancelled.counts.cancelled).toBe(200);
  expect(await rows('SELECT MAX(sent_at) AS at FROM redrive_job_items WHERE job_id = ?', [id])).toEqual([last]);
  expect(await count(pipeline, "dead_letter_messages WHERE status = 'pending' AND id IN (?)", letters)).toBe(
    cancelled.counts.cancelled,
  );
}, 300_000);

it('two operators redrive one message at once: one wins, the other is told who, and it goes out once', async () => {
  const { letters, mails } = await deadMails(1);
  mailsAreTaken();
  const reprocess = (who: keyof typeof KEYS) =>
    api<{ job_id: string | null; refused: { code: string; reason: string }[] }>(
      'POST',
      '/api/dlq/reprocess',
      { message_ids: letters, reason: 'at once' },
      who,
    );
  const answers = await Promise.all([reprocess('alice'), reprocess('bob')]);
  const winner = answers.find(({ job_id }) => job_id !== null);
  const loser = answers.find(({ job_id }) => job_id === null);
  expect(loser?.refused).toMatchObject([
    { code: expect.stringMatching(/^(already_queued|not_pending|already_completed)$/) },
  ]);
  expect((await jobIn(winner?.job_id ?? '', 'completed')).counts.succeeded).toBe(1);
  await expectSentOnce(mails);
});

it('a message redriven twice fails twice and comes back twice, each time with its generation', async () => {
  const { mails } = await deadMails(1);
  for (const generation of [1, 2]) {
    const { job_id } = await api<{ job_id: string }>('POST', '/api/dlq/reprocess', {
      message_ids: mails,
      reason: 'again',
    });
    const done = await jobIn(job_id, 'completed');
    expect(done.items).toMatchObject([{ state: 'failed', generation: generation - 1 }]);
    const letters = await rows(
      'SELECT letter_key, status, resolution, retry_count FROM dead_letter_messages WHERE original_message_id = ? ORDER BY generation',
      [mails[0]],
    );
    expect(letters).toHaveLength(generation + 1);
    expect(letters.at(-1)).toEqual({
      letter_key: `dlq:${mails[0]}:r${generation}`,
      status: 'pending',
      resolution: null,
      retry_count: generation,
    });
    expect(letters.at(-2)).toMatchObject({ status: 'resolved', resolution: 'superseded' });
  }
  expect(await rows('SELECT status, generation FROM email_deliveries WHERE id = ?', [mails[0]])).toEqual([
    { status: 'dead', generation: 2 },
  ]);
});
