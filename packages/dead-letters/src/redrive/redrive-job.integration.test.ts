import type { RedriveJob } from '@ballast/contracts/operators';
import { type Database, openDatabase, withTransaction } from '@ballast/database';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { createTestDatabase, type TestDatabase, until } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deadMail, deadRequests, looseLetter } from '../../test/dead-requests.ts';
import { testLetter } from '../../test/letters.ts';
import { pretendWorker } from '../../test/pretend-worker.ts';
import { countBy, emptyTables, rows } from '../../test/rows.ts';
import { editLetter } from '../edit/edit-letter.ts';
import { readLetterDetail } from '../letter/read-letter-detail.ts';
import { storeLetters } from '../store-letters.ts';
import { cancelJob, pauseJob, resumeJob } from './control-job.ts';
import { createRedriveJob } from './create-redrive-job.ts';
import { planRedrive } from './plan-redrive.ts';
import { listJobs, readJob } from './read-jobs.ts';
import type { RedriveSettings } from './redrive-request.ts';
import { RedriveRunner } from './redrive-runner.ts';

let database: TestDatabase;
/** As the processes connect: with their own rights. */
let manager: Database;
let web: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  manager = await openDatabase(await database.account('dlq-manager'));
  web = await openDatabase(await database.account('web-server'));
});
afterAll(async () => {
  await manager.close();
  await web.close();
  await database.drop();
});
beforeEach(() => emptyTables(database.db));

const BY = { operator: 'alice', reason: 'the dependency is back' };
const FAST = { ratePerSecond: 10_000, waves: [] } satisfies RedriveSettings;

function createRunner(owner = 'manager-1', told: string[] = []): RedriveRunner {
  return new RedriveRunner({
    db: manager,
    owner,
    notify: (subject) => told.push(subject),
    metrics: createMetrics(owner),
    logger: createLogger({ service: owner, level: 'warn' }),
  });
}

const ids = (letters: readonly { letterId: number }[]) => letters.map(({ letterId }) => String(letterId));

async function job(id: string | undefined): Promise<RedriveJob> {
  const found = await readJob(web, id ?? '', { limit: 200 });
  if (found === undefined) throw new Error(`no job ${id}`);
  return found;
}

/** Passes until the job is in a state. `between` happens after each pass. */
async function runUntil(
  runner: RedriveRunner,
  id: string | undefined,
  state: RedriveJob['state'],
  between: () => Promise<unknown> = async () => undefined,
): Promise<RedriveJob> {
  return await until(
    async () => {
      await runner.runOnce();
      await between();
      const now = await job(id);
      return now.state === state && now;
    },
    { timeoutMs: 30_000, what: `job is ${state}` },
  );
}

test('a redrive sends each letter once, as the next generation of its message, and its outcome ends the job', async () => {
  const letters = await deadRequests(database.db, 3);
  const mail = await deadMail(database.db);
  const told: string[] = [];
  const runner = createRunner('manager-1', told);
  const created = await createRedriveJob(web, { selection: { ids: ids([...letters, mail]) }, ...BY, ...FAST });
  expect(created).toMatchObject({
    accepted: ids([...letters, mail]),
    refused: [],
    job: { state: 'running', total: 4 },
  });

  await until(async () => {
    await runner.runOnce();
    return (await countBy(database.db, 'redrive_job_items', 'state')).sent === 4;
  });
  const [first] = letters;
  const sent = await rows(database.db, 'SELECT * FROM outbox ORDER BY subject, aggregate_id');
  expect(sent.map(({ event_id }) => event_id)).toEqual([
    `${mail.requestId}:r1:e2`,
    ...letters.map(({ requestId }) => `${requestId}:r1:e2`).toSorted(),
  ]);
  expect(sent[1]).toMatchObject({
    aggregate_type: 'prime_check',
    event_type: 'prime_check.requested',
    subject: 'primecheck',
  });
  expect(JSON.parse(sent[1]?.headers)).toEqual({
    'Ballast-Contract-Version': '1',
    'Ballast-Message-Id': sent[1]?.event_id,
  });
  expect(JSON.parse(sent[1]?.payload)).toMatchObject({ id: sent[1]?.aggregate_id, type: 'prime_check.requested' });
  expect(
    await rows(database.db, 'SELECT status, generation, enqueue_count FROM prime_checks WHERE id = ?', [
      first?.requestId,
    ]),
  ).toEqual([{ status: 'processing', generation: 1, enqueue_count: 2 }]);
  expect(await rows(database.db, 'SELECT status, generation FROM email_deliveries')).toEqual([
    { status: 'pending', generation: 1 },
  ]);
  expect(
    await rows(
      database.db,
      'SELECT status, retry_count, last_retry_at IS NOT NULL AS retried FROM dead_letter_messages WHERE id = ?',
      [first?.letterId],
    ),
  ).toEqual([{ status: 'reprocessing', retry_count: 1, retried: 1 }]);
  expect(told).toContain('outbox.wake');
  expect(told).toContain(`events.primecheck.${first?.requestId}`);

  await pretendWorker(database.db, () => true);
  const done = await runUntil(runner, created.job?.id, 'completed');
  expect(done.counts).toMatchObject({ succeeded: 4, failed: 0, waiting: 0, sent: 0 });
  expect(done.finished_at).toBeDefined();
  const audit = await rows(database.db, 'SELECT actor, act, outcome FROM audit_log WHERE target_id = ? ORDER BY seq', [
    created.job?.id,
  ]);
  expect(audit).toEqual([
    { actor: 'alice', act: 'redrive.create', outcome: 'done' },
    { actor: 'manager-1', act: 'redrive.complete', outcome: 'done' },
  ]);
});

test('each refusal is said at once with what to do, and kept with the job', async () => {
  const [good, discarded, completed, superseded, newer] = await deadRequests(database.db, 5);
  const [poison] = await deadRequests(database.db, 1, { errorType: 'poison' });
  const [weary] = await deadRequests(database.db, 1, { generation: 10 });
  const bytes = await looseLetter(database.db, { bytes: Buffer.from([0xff, 0xfe, 0x00]) });
  const set = (sql: string, id: unknown) => database.db.pool.query(sql, [id]);
  await set(
    "UPDATE dead_letter_messages SET status = 'discarded', resolved_by = 'bob', resolved_at = NOW(3) WHERE id = ?",
    discarded?.letterId,
  );
  await set(
    "UPDATE prime_checks SET status = 'completed', is_prime = 1, certainty = 'proven', completed_at = NOW(3) WHERE id = ?",
    completed?.requestId,
  );
  await set(
    "UPDATE dead_letter_messages SET status = 'resolved', resolution = 'superseded' WHERE id = ?",
    superseded?.letterId,
  );
  await set('UPDATE prime_checks SET generation = 1 WHERE id = ?', newer?.requestId);

  const created = await createRedriveJob(web, {
    selection: {
      ids: [
        'nothing',
        '999999999',
        ...[good, discarded, completed, superseded, newer, poison, weary].map((one) => String(one?.letterId)),
        String(bytes),
      ],
    },
    ...BY,
  });
  expect(created.accepted).toEqual([String(good?.letterId)]);
  expect(created.refused.map(({ message_id, code }) => [message_id, code])).toEqual([
    ['nothing', 'unknown_letter'],
    ['999999999', 'unknown_letter'],
    [String(discarded?.letterId), 'not_pending'],
    [String(completed?.letterId), 'already_completed'],
    [String(superseded?.letterId), 'not_pending'],
    [String(newer?.letterId), 'generation_changed'],
    [String(poison?.letterId), 'poison'],
    [String(weary?.letterId), 'too_many_redrives'],
    [String(bytes), 'payload_not_text'],
  ]);
  expect(created.refused[2]?.reason).toMatch(/^bob discarded it at \d{4}-.*Undo the discard first\.$/);
  const detail = await readJob(web, created.job?.id ?? '', { limit: 5 });
  expect(detail).toMatchObject({ total: 10, counts: { waiting: 1, refused: 9 }, waves: [{ size: 1, waiting: 1 }] });
  const rest = await readJob(web, created.job?.id ?? '', { limit: 100, cursor: detail?.next_cursor ?? '' });
  expect([...(detail?.items ?? []), ...(rest?.items ?? [])].map(({ reason_code }) => reason_code)).toEqual([
    undefined,
    ...created.refused.map(({ code }) => code),
  ]);
  const forced = await createRedriveJob(web, {
    selection: {
      ids: [String(poison?.letterId), String(weary?.letterId), String(good?.letterId), String(discarded?.letterId)],
    },
    ...BY,
    force: true,
  });
  expect(forced.accepted).toHaveLength(3);
  expect(forced.refused).toMatchObject([{ code: 'not_pending' }]);
});

test('when everything is refused there is no job, and the audit says so', async () => {
  const created = await createRedriveJob(web, { selection: { ids: ['nothing'] }, ...BY });
  expect(created).toMatchObject({ job: undefined, accepted: [], refused: [{ code: 'unknown_letter' }] });
  expect(await countBy(database.db, 'redrive_jobs', 'state')).toEqual({});
  expect(
    await rows(database.db, "SELECT outcome FROM audit_log WHERE act = 'redrive.create' ORDER BY seq DESC LIMIT 1"),
  ).toEqual([{ outcome: 'refused' }]);
});

test('a dry run says what would be sent and refused and why, and changes nothing', async () => {
  await deadRequests(database.db, 40, { ageSeconds: 3_600 });
  const poison = await deadRequests(database.db, 2, { errorType: 'poison' });
  const plan = await planRedrive(web, { selection: { query: 'code:ETIMEDOUT' }, ratePerSecond: 5, delaySeconds: 10 });
  expect(plan).toMatchObject({
    total: 42,
    would_send: 40,
    refused: [{ code: 'poison', count: 2, examples: ids(poison) }],
    by_type: { transient: 40 },
    by_age: { hour: 0, day: 40, week: 0, older: 0 },
    waves: [1, 5, 25, 9],
    estimated_seconds: 18,
  });
  expect(Date.parse(plan.oldest_at ?? '')).toBeLessThan(Date.now() - 3_500_000);
  expect(await countBy(database.db, 'redrive_jobs', 'state')).toEqual({});
});

test('the list is frozen: what a search finds later is not in the job', async () => {
  await deadRequests(database.db, 3);
  const created = await createRedriveJob(web, { selection: { query: 'code:ETIMEDOUT' }, ...BY, ...FAST });
  await deadRequests(database.db, 2);
  const runner = createRunner();
  await runUntil(runner, created.job?.id, 'completed', () => pretendWorker(database.db, () => true));
  expect(await countBy(database.db, 'dead_letter_messages', 'status')).toEqual({ resolved: 3, pending: 2 });
});

test('a message that fails again comes back with its next generation each time, and each job says so', async () => {
  const [letter] = await deadRequests(database.db, 1);
  const runner = createRunner();
  for (const generation of [1, 2]) {
    const created = await createRedriveJob(web, { selection: { ids: [letter?.requestId ?? ''] }, ...BY, ...FAST });
    const done = await runUntil(runner, created.job?.id, 'completed', () => pretendWorker(database.db, () => false));
    expect(done.counts.failed).toBe(1);
    const letters = await rows(
      database.db,
      'SELECT letter_key, status, retry_count FROM dead_letter_messages ORDER BY id',
    );
    expect(letters).toHaveLength(generation + 1);
    expect(letters.at(-1)).toEqual({
      letter_key: `dlq:${letter?.requestId}:r${generation}`,
      status: 'pending',
      retry_count: generation,
    });
  }
  expect(await rows(database.db, 'SELECT status, generation FROM prime_checks')).toEqual([
    { status: 'dead', generation: 2 },
  ]);
});

test('messages of two subjects with one id are redriven alone, at once or one after another, each with its own outcome', async () => {
  const [request] = await deadRequests(database.db, 1);
  const id = request?.requestId ?? '';
  await withTransaction(database.db, (tx) =>
    storeLetters(
      tx,
      ['orders', 'bills'].map((subject) => testLetter({ messageId: id, subject })),
    ),
  );
  const letters = await rows(database.db, 'SELECT id, original_subject FROM dead_letter_messages ORDER BY id');
  const letterOf = (subject: string) => String(letters.find((one) => one.original_subject === subject)?.id);
  const runner = createRunner();

  // Which of the three is meant by their id cannot be told.
  const unclear = await createRedriveJob(web, { selection: { ids: [id] }, ...BY, ...FAST });
  expect(unclear).toMatchObject({ accepted: [], refused: [{ message_id: id, code: 'unknown_letter' }] });

  const one = await createRedriveJob(web, { selection: { ids: [letterOf('primecheck')] }, ...BY, ...FAST });
  await runUntil(runner, one.job?.id, 'completed', () => pretendWorker(database.db, () => true));
  const states = async () =>
    (await rows(database.db, 'SELECT original_subject, status FROM dead_letter_messages ORDER BY id')).map(
      ({ original_subject, status }) => `${original_subject} ${status}`,
    );
  expect(await states()).toEqual(expect.arrayContaining(['primecheck resolved', 'orders pending', 'bills pending']));

  const both = await createRedriveJob(web, {
    selection: { ids: [letterOf('orders'), letterOf('bills')] },
    ...BY,
    ...FAST,
    waveDeadlineSeconds: 1,
  });
  await until(async () => {
    await runner.runOnce();
    return (await job(both.job?.id)).counts.sent === 2;
  });
  expect(await rows(database.db, 'SELECT event_id, subject FROM outbox ORDER BY subject')).toEqual([
    { event_id: `${id}:r1:e1`, subject: 'bills' },
    { event_id: `${id}:r1:e1`, subject: 'orders' },
  ]);
  // One of the two comes back; of the other nothing more is heard once it is published.
  await withTransaction(database.db, (tx) =>
    storeLetters(tx, [testLetter({ messageId: id, subject: 'bills', generation: 1 })]),
  );
  await database.db.pool.query('DELETE FROM outbox');
  const done = await runUntil(runner, both.job?.id, 'completed');
  expect(done.counts).toMatchObject({ succeeded: 1, failed: 1 });
  expect(await states()).toEqual(
    expect.arrayContaining(['orders resolved', 'bills resolved', 'bills pending', 'primecheck resolved']),
  );
  const detail = await readLetterDetail(web, letterOf('orders'));
  expect(detail?.other_letters).toEqual([]);
  expect(detail?.timeline.filter(({ kind }) => kind === 'dead_lettered')).toHaveLength(1);
});

test('waves go out one after another, each when the one before has its outcomes', async () => {
  await deadRequests(database.db, 50);
  const created = await createRedriveJob(web, { selection: { query: 'code:ETIMEDOUT' }, ...BY, ratePerSecond: 10_000 });
  const runner = createRunner();
  const sizes: number[] = [];
  await runUntil(runner, created.job?.id, 'completed', async () => {
    const taken = await pretendWorker(database.db, () => true);
    if (taken.length > 0) sizes.push(taken.length);
  });
  expect(sizes).toEqual([1, 5, 25, 19]);
});

test('a canary that fails stops the job with the rest untouched; a person resumes it with what is left, or cancels it', async () => {
  await deadRequests(database.db, 50);
  const created = await createRedriveJob(web, { selection: { query: 'code:ETIMEDOUT' }, ...BY, ratePerSecond: 10_000 });
  const id = created.job?.id ?? '';
  const runner = createRunner();
  let isBroken = false;
  const worker = () => pretendWorker(database.db, () => !isBroken);
  await runUntil(runner, id, 'running', async () => {
    await worker();
    isBroken = (await job(id)).wave >= 1;
  });
  isBroken = true;
  const stopped = await runUntil(runner, id, 'stopped', worker);
  expect(stopped.counts).toMatchObject({ failed: 5, waiting: 44, succeeded: 1, sent: 0 });
  expect(stopped.stop_reason).toBe(
    'Wave 2: 5 of 5 came back, more than the 20 % allowed. Most often: ETIMEDOUT: still broken (5). Nothing more is sent until somebody resumes or cancels the job.',
  );
  await expect(pauseJob(web, id, { actor: 'bob' })).rejects.toMatchObject({ code: 'conflict' });

  isBroken = false;
  expect(await resumeJob(web, id, { actor: 'bob', reason: 'repaired' })).toMatchObject({ state: 'running', wave: 2 });
  const done = await runUntil(runner, id, 'completed', worker);
  expect(done.counts).toMatchObject({ failed: 5, succeeded: 45 });
  await expect(cancelJob(web, id, { actor: 'bob' })).rejects.toMatchObject({ code: 'conflict' });
});

test('a last wave that begins to fail stops in its middle, and resumed it is judged anew', async () => {
  await deadRequests(database.db, 200);
  const created = await createRedriveJob(web, {
    selection: { query: 'code:ETIMEDOUT' },
    ...BY,
    // Five seconds of sending: its outcomes are looked at every second.
    ratePerSecond: 40,
    waves: [],
  });
  const id = created.job?.id ?? '';
  const runner = createRunner();
  const stopped = await runUntil(runner, id, 'stopped', () => pretendWorker(database.db, () => false));
  expect(stopped.counts.failed).toBeGreaterThanOrEqual(20);
  expect(stopped.counts.waiting).toBeGreaterThan(10);
  await resumeJob(web, id, { actor: 'bob' });
  const done = await runUntil(runner, id, 'completed', () => pretendWorker(database.db, () => true));
  expect(done.counts.failed + done.counts.succeeded).toBe(200);
});

test('silence counts as failure when the wave’s deadline is over, and a late success still counts as success', async () => {
  await deadRequests(database.db, 10);
  const created = await createRedriveJob(web, {
    selection: { query: 'code:ETIMEDOUT' },
    ...BY,
    ratePerSecond: 10_000,
    waves: [2],
    waveDeadlineSeconds: 1,
  });
  const id = created.job?.id ?? '';
  const stopped = await runUntil(createRunner(), id, 'stopped');
  expect(stopped.counts).toMatchObject({ silent: 2, waiting: 8 });
  expect(stopped.stop_reason).toContain('2 of them without any outcome in time');
  await pretendWorker(database.db, () => true);
  expect((await job(id)).counts).toMatchObject({ silent: 0, succeeded: 2 });
});

test('what a paused job has under way ends in its time, however many stopped jobs are older', async () => {
  await deadRequests(database.db, 2);
  const created = await createRedriveJob(web, {
    selection: { query: 'code:ETIMEDOUT' },
    ...BY,
    ratePerSecond: 10_000,
    waves: [1],
    waveDeadlineSeconds: 1,
  });
  const id = created.job?.id ?? '';
  const runner = createRunner();
  await until(async () => {
    await runner.runOnce();
    return (await countBy(database.db, 'redrive_job_items', 'state')).sent === 1;
  });
  await pauseJob(web, id, { actor: 'bob' });
  await database.db.pool.query(
    `INSERT INTO redrive_jobs (id, state, operator, reason, selection, rate_per_second, not_before, waves,
       failure_threshold, wave_deadline_seconds, total) VALUES ?`,
    [
      Array.from({ length: 101 }, (_, n) => {
        const older = `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
        return [older, 'stopped', 'alice', 'r', '{"ids":[]}', 1, new Date(), '[]', 0.2, 60, 1];
      }),
    ],
  );
  const paused = await until(async () => {
    await runner.runOnce();
    const now = await job(id);
    return now.counts.silent === 1 && now;
  });
  expect(paused).toMatchObject({ state: 'paused', counts: { silent: 1, waiting: 1, sent: 0 } });
});

test('a letter whose headers the outbox does not take is refused, and its neighbours go out', async () => {
  const wordy = await looseLetter(database.db, { messageId: 'order-8', payload: '{}' });
  const [good] = await deadRequests(database.db, 1);
  // as long as a letter keeps them; each quote is two bytes in JSON
  await database.db.pool.query('UPDATE dead_letter_messages SET headers = ? WHERE id = ?', [
    JSON.stringify({ Quotes: '"'.repeat(32_760) }),
    wordy,
  ]);
  const created = await createRedriveJob(web, {
    selection: { ids: [String(wordy), String(good?.letterId)] },
    ...BY,
    ...FAST,
  });
  const id = created.job?.id ?? '';
  await runUntil(createRunner(), id, 'completed', () => pretendWorker(database.db, () => true));
  const done = await readJob(web, id, { limit: 10 });
  expect(done?.counts).toMatchObject({ refused: 1, succeeded: 1 });
  expect(done?.items.find(({ reason_code }) => reason_code === 'too_large')?.reason).toMatch(/^Its headers alone have/);
  expect(await rows(database.db, 'SELECT status FROM dead_letter_messages WHERE id = ?', [wordy])).toEqual([
    { status: 'pending' },
  ]);
});

test('a message whose JSON no column keeps is sent again byte by byte, and its long numbers are shown as they came', async () => {
  const digits = '123456789012345678901234567890';
  const body = `{"big":${digits},"twice":1,"twice":2, "price":1.2345678901234567890}`;
  const letter = testLetter({ messageId: 'order-9', subject: 'orders', body: Buffer.from(body) });
  await withTransaction(manager, (tx) => storeLetters(tx, [letter]));
  const shown = await readLetterDetail(web, 'order-9');
  expect(JSON.stringify(shown?.payload)).toBe(`{"big":${digits},"twice":2,"price":1.2345678901234567890}`);
  expect(shown?.payload_raw).toBeUndefined();
  const edit = { letter: 'order-9', actor: 'alice', reason: 'r' };
  const shorter = await editLetter(web, { ...edit, payload: body.replace('"twice":1,', '') });
  expect(shorter.diff).toEqual([]);
  expect((await readLetterDetail(web, 'order-9'))?.edited_payload).toBeDefined();
  await editLetter(web, { ...edit, payload: body });
  expect((await readLetterDetail(web, 'order-9'))?.edited_payload).toBeUndefined();
  await createRedriveJob(web, { selection: { ids: ['order-9'] }, ...BY, ...FAST });
  const runner = createRunner();
  const sent = await until(async () => {
    await runner.runOnce();
    const found = await rows(database.db, 'SELECT payload FROM outbox');
    return found.length > 0 && found;
  });
  expect(sent).toEqual([{ payload: body }]);
});

test('after a pause or a cancel has returned nothing more is sent, until it is resumed', async () => {
  await deadRequests(database.db, 60);
  const created = await createRedriveJob(web, {
    selection: { query: 'code:ETIMEDOUT' },
    ...BY,
    ratePerSecond: 20,
    waves: [],
  });
  const id = created.job?.id ?? '';
  const runner = createRunner();
  const sentCount = async () => (await countBy(database.db, 'redrive_job_items', 'state')).sent ?? 0;
  await runUntil(runner, id, 'running', async () => undefined);
  await until(async () => {
    await runner.runOnce();
    return (await sentCount()) >= 3;
  });
  await pauseJob(web, id, { actor: 'bob' });
  const atPause = await sentCount();
  for (let i = 0; i < 5; i += 1) await runner.runOnce();
  expect(await sentCount()).toBe(atPause);
  await resumeJob(web, id, { actor: 'bob' });
  await until(async () => {
    await runner.runOnce();
    return (await sentCount()) > atPause;
  });
  const cancelled = await cancelJob(web, id, { actor: 'bob', reason: 'wrong letters' });
  expect(cancelled.counts).toMatchObject({ waiting: 0, cancelled: 60 - cancelled.counts.sent });
  await runner.runOnce();
  expect(await sentCount()).toBe(cancelled.counts.sent);
  await pretendWorker(database.db, () => true);
  expect((await job(id)).counts.succeeded).toBe(cancelled.counts.sent);
});

test('two operators redrive one message at once: one wins, the other is told who has it and where', async () => {
  for (let round = 0; round < 5; round += 1) {
    await emptyTables(database.db);
    const [letter] = await deadRequests(database.db, 1);
    const selection = { ids: [String(letter?.letterId)] };
    const both = await Promise.all([
      createRedriveJob(web, { selection, operator: 'alice', reason: 'r', ...FAST }),
      createRedriveJob(web, { selection, operator: 'bob', reason: 'r', ...FAST }),
    ]);
    const winner = both.find(({ job: made }) => made !== undefined);
    const loser = both.find(({ job: made }) => made === undefined);
    expect(loser?.refused).toMatchObject([{ code: 'already_queued' }]);
    expect(loser?.refused[0]?.reason).toContain(`${winner?.job?.operator} has put it into job ${winner?.job?.id}`);
  }
});

test('two jobs with one letter, whose runners meet: one sends it, the other’s item is refused with the reason', async () => {
  const [letter] = await deadRequests(database.db, 1);
  const selection = { ids: [String(letter?.letterId)] };
  const first = await createRedriveJob(web, { selection, operator: 'alice', reason: 'r', ...FAST });
  const second = await createRedriveJob(web, { selection, operator: 'bob', reason: 'r', ...FAST, force: true });
  const runners = [createRunner('manager-1'), createRunner('manager-2')];
  await until(async () => {
    await Promise.all(runners.map((runner) => runner.runOnce()));
    return (await countBy(database.db, 'redrive_job_items', 'state')).refused === 1;
  });
  expect(await countBy(database.db, 'redrive_job_items', 'state')).toEqual({ sent: 1, refused: 1 });
  expect(await rows(database.db, 'SELECT event_id FROM outbox')).toEqual([{ event_id: `${letter?.requestId}:r1:e2` }]);
  const jobs = await Promise.all([job(first.job?.id), job(second.job?.id)]);
  const winner = jobs.find(({ counts }) => counts.sent === 1);
  const loser = await until(async () => {
    await Promise.all(runners.map((runner) => runner.runOnce()));
    const found = await readJob(web, jobs.find(({ counts }) => counts.refused === 1)?.id ?? '', { limit: 10 });
    return found?.state === 'completed' && found;
  });
  expect(loser.items[0]).toMatchObject({ state: 'refused', reason_code: 'not_pending' });
  expect(loser.items[0]?.reason).toMatch(
    new RegExp(`^${winner?.operator} is redriving it since .* by job ${winner?.id}\\.`),
  );
});

test('several runners share jobs without sending anything twice', async () => {
  await deadRequests(database.db, 200);
  const created = await createRedriveJob(web, {
    selection: { query: 'code:ETIMEDOUT' },
    ...BY,
    ratePerSecond: 500,
    waves: [],
  });
  const runners = ['a', 'b', 'c'].map((owner) => createRunner(owner));
  await until(async () => {
    await Promise.all(runners.map((runner) => runner.runOnce()));
    return (await countBy(database.db, 'redrive_job_items', 'state')).sent === 200;
  });
  expect(await rows(database.db, 'SELECT COUNT(*) AS n, COUNT(DISTINCT aggregate_id) AS ids FROM outbox')).toEqual([
    { n: 200, ids: 200 },
  ]);
  expect((await job(created.job?.id)).counts.sent).toBe(200);
});

test('a job whose runner vanished is taken over when its lease is over, and goes on where it was', async () => {
  await deadRequests(database.db, 30);
  const created = await createRedriveJob(web, {
    selection: { query: 'code:ETIMEDOUT' },
    ...BY,
    ratePerSecond: 20,
    waves: [],
  });
  const vanished = createRunner('vanished');
  await until(async () => (await vanished.runOnce()).sent > 0);
  const survivor = createRunner('survivor');
  expect((await survivor.runOnce()).jobs).toBe(0);
  const begun = Date.now();
  await runUntil(survivor, created.job?.id, 'completed', () => pretendWorker(database.db, () => true));
  expect(Date.now() - begun).toBeLessThan(20_000);
  expect(await countBy(database.db, 'redrive_job_items', 'state')).toEqual({ succeeded: 30 });
});

test('what a runner gives up at its stop is taken up by another at once', async () => {
  await deadRequests(database.db, 30);
  await createRedriveJob(web, { selection: { query: 'code:ETIMEDOUT' }, ...BY, ratePerSecond: 5, waves: [] });
  const first = createRunner('first');
  await until(async () => (await first.runOnce()).sent > 0);
  await first.close();
  expect((await createRunner('second').runOnce()).jobs).toBe(1);
});

test('nothing is sent before its delay is over', async () => {
  await deadRequests(database.db, 1);
  const created = await createRedriveJob(web, {
    selection: { query: 'code:ETIMEDOUT' },
    ...BY,
    ...FAST,
    delaySeconds: 1.5,
  });
  const runner = createRunner();
  await runUntil(runner, created.job?.id, 'completed', () => pretendWorker(database.db, () => true));
  expect(
    await rows(
      database.db,
      'SELECT i.sent_at >= j.not_before AS kept, TIMESTAMPDIFF(MICROSECOND, j.created_at, i.sent_at) >= 1500000 AS waited FROM redrive_job_items i JOIN redrive_jobs j ON j.id = i.job_id',
    ),
  ).toEqual([{ kept: 1, waited: 1 }]);
});

test('a letter without a business row goes back to its subject, and succeeds by silence once it was published', async () => {
  const named = await looseLetter(database.db, {
    messageId: 'order-7',
    subject: 'orders',
    payload: '{"big":9007199254740993}',
  });
  const nameless = await looseLetter(database.db, { subject: 'orders', bytes: Buffer.from('not json {') });
  const created = await createRedriveJob(web, {
    selection: { ids: [String(named), String(nameless)] },
    ...BY,
    ...FAST,
    waveDeadlineSeconds: 1,
  });
  const id = created.job?.id ?? '';
  const runner = createRunner();
  await until(async () => {
    await runner.runOnce();
    return (await job(id)).counts.sent === 2;
  });
  const sent = await rows(database.db, 'SELECT event_id, subject, payload FROM outbox ORDER BY event_id');
  expect(sent).toMatchObject([
    { event_id: `letter-${nameless}:r1:e1`, subject: 'orders', payload: 'not json {' },
    { event_id: 'order-7:r1:e1', subject: 'orders' },
  ]);
  expect(sent[1]?.payload).toContain('9007199254740993');
  expect((await readJob(web, id, { limit: 1 }))?.items).toMatchObject([{ reason_code: 'no_outcome' }]);
  // in the outbox still, though its time is over: nothing is known of it
  await until(
    async () =>
      (await rows(database.db, 'SELECT 1 FROM redrive_jobs WHERE wave_sent_at < NOW(3) - INTERVAL 1500000 MICROSECOND'))
        .length > 0,
  );
  await runner.runOnce();
  expect((await job(id)).counts.sent).toBe(2);
  await database.db.pool.query('DELETE FROM outbox');
  const done = await runUntil(runner, id, 'completed');
  expect(done.counts.succeeded).toBe(2);
  expect(await rows(database.db, 'SELECT DISTINCT status, resolution, resolved_by FROM dead_letter_messages')).toEqual([
    { status: 'resolved', resolution: 'succeeded', resolved_by: `redrive ${id}: no new letter came` },
  ]);
});

test('without a limit of rate letters are sent at hundreds a second at least', async () => {
  await deadRequests(database.db, 3_000);
  const created = await createRedriveJob(web, {
    selection: { query: 'code:ETIMEDOUT' },
    ...BY,
    ratePerSecond: 10_000,
    waves: [],
  });
  const runner = createRunner();
  await until(async () => {
    await runner.runOnce();
    return (await countBy(database.db, 'redrive_job_items', 'state')).sent === 3_000;
  });
  const [span] = await rows(
    database.db,
    'SELECT TIMESTAMPDIFF(MICROSECOND, MIN(sent_at), MAX(sent_at)) / 1000000 AS seconds FROM redrive_job_items',
  );
  expect(3_000 / Math.max(Number(span?.seconds), 0.001)).toBeGreaterThan(200);
  expect((await job(created.job?.id)).counts.sent).toBe(3_000);
});

test('a large job is cancelled at once; its items are marked afterwards, and shown as cancelled meanwhile', async () => {
  await deadRequests(database.db, 2_500);
  const created = await createRedriveJob(web, { selection: { query: 'code:ETIMEDOUT' }, ...BY, delaySeconds: 3_600 });
  const id = created.job?.id ?? '';
  const cancelled = await cancelJob(web, id, { actor: 'bob' });
  expect(cancelled).toMatchObject({ state: 'cancelled', counts: { cancelled: 2_500, waiting: 0 } });
  expect(await countBy(database.db, 'redrive_job_items', 'state')).toEqual({ cancelled: 2_000, waiting: 500 });
  expect((await readJob(web, id, { limit: 1, cursor: '2400' }))?.items).toMatchObject([{ state: 'cancelled' }]);
  await createRunner().runOnce();
  expect(await countBy(database.db, 'redrive_job_items', 'state')).toEqual({ cancelled: 2_500 });
  expect((await job(id)).finished_at).toBeDefined();
});

test('jobs are listed newest first, page by page', async () => {
  const letters = await deadRequests(database.db, 3);
  const made: string[] = [];
  for (const letter of letters) {
    const created = await createRedriveJob(web, { selection: { ids: [String(letter.letterId)] }, ...BY });
    made.unshift(created.job?.id ?? '');
  }
  const first = await listJobs(web, { limit: 2 });
  expect(first.items.map(({ id }) => id)).toEqual(made.slice(0, 2));
  const second = await listJobs(web, { limit: 2, cursor: first.next_cursor ?? '' });
  expect(second).toMatchObject({ items: [{ id: made[2] }], next_cursor: null });
  expect((await listJobs(web, { limit: 9, state: 'stopped' })).items).toEqual([]);
});
