import { deadLetterSubject, SUBJECT } from '@ballast/contracts';
import { readLedger, verifyLedger } from '@ballast/ledger';
import { purgeStream } from '@ballast/messaging';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReconcilerBench, type ReconcilerBench } from '../../test/reconciler-bench.ts';

let bench: ReconcilerBench;

beforeEach(async () => {
  bench = await openReconcilerBench();
});
afterEach(() => bench.close());

const outboxEvents = async () =>
  (await bench.read('SELECT event_id FROM outbox ORDER BY event_id')).map((row) => row.event_id as string);

async function loseAll(): Promise<void> {
  await purgeStream(bench.messaging, 'primecheck_stream');
}

test('a request whose message vanished is enqueued again once, by two managers at once', async () => {
  const ids = await bench.addPublished(40);
  await loseAll();
  const sweeps = await Promise.all([bench.sweep(0), bench.sweep(1), bench.sweep(0), bench.sweep(1)]);
  expect(sweeps.reduce((sum, { reenqueued }) => sum + reenqueued, 0)).toBe(40);
  expect(await outboxEvents()).toEqual(ids.map((id) => `${id}:r0:e2`));
  expect(await bench.read('SELECT DISTINCT status, generation, enqueue_count FROM prime_checks')).toEqual([
    { status: 'processing', generation: 0, enqueue_count: 2 },
  ]);
  // Its row waits in the outbox now.
  expect((await bench.sweep()).reenqueued).toBe(0);
});

test('what is enqueued again carries what its row says, and is told: audit, log, metric', async () => {
  const [id] = await bench.addPublished(1);
  await bench.database.db.pool.query("UPDATE prime_checks SET number = '97', trace_id = ?", ['ab'.repeat(16)]);
  await bench.database.db.pool.query('UPDATE prime_checks SET updated_at = NOW(3) - INTERVAL 1 MINUTE');
  await loseAll();
  await bench.sweep();
  const [row] = await bench.read('SELECT * FROM outbox');
  expect(row).toMatchObject({ aggregate_type: 'prime_check', aggregate_id: id, subject: SUBJECT.primeCheck });
  expect(JSON.parse(row?.payload)).toMatchObject({ id, payload: { number: '97' } });
  expect(JSON.parse(row?.headers)).toMatchObject({
    'Ballast-Message-Id': `${id}:r0:e2`,
    traceparent: expect.stringMatching(/^00-(ab){16}-[0-9a-f]{16}-01$/),
  });
  const [audited] = await bench.read('SELECT * FROM audit_log');
  expect(audited).toMatchObject({ actor: 'manager-0', act: 'reconciler.reenqueue', target_id: id, outcome: 'done' });
  expect(JSON.parse(audited?.details)).toEqual({ count: 1, rows: [[id, 0, 2, 'not_stored']] });
  expect(bench.log).toContainEqual(expect.objectContaining({ msg: 'lost messages enqueued again', count: 1 }));
  const text = await bench.metrics.registry.getSingleMetricAsString('reconciler_reenqueued_total');
  expect(text).toMatch(/ledger="requests",reason="not_stored".*\} 1/);
});

test('a stream that was made anew has lost its messages, and every request in it is enqueued again', async () => {
  await bench.addPublished(1_200);
  await bench.database.db.pool.query("UPDATE outbox_history SET stream_created = '2020-01-01T00:00:00.000000001Z'");
  expect(await bench.sweep()).toMatchObject({ looked: 1_200, reenqueued: 1_200, unknown: 0 });
});

test('a request whose letter still lies in the dead letter queue is not enqueued again', async () => {
  const [id] = await bench.addPublished(1);
  await bench.messaging.publish({
    subject: deadLetterSubject(SUBJECT.primeCheck),
    messageId: `dlq:${id}:r0`,
    body: '{}',
  });
  await bench.database.db.pool.query('UPDATE prime_checks SET updated_at = NOW(3) - INTERVAL 1 MINUTE');
  await loseAll();
  expect(await bench.sweep()).toMatchObject({ reenqueued: 0, waiting: 1, unaccounted: { requests: 0 } });

  // dlq-manager has stored it, set the request dead and purged it.
  await bench.database.db.pool.query("UPDATE prime_checks SET status = 'dead'");
  await purgeStream(bench.messaging, 'dead_letter_queue');
  expect(await bench.sweep()).toMatchObject({ looked: 0, reenqueued: 0 });
});

test('a letter that cannot be stored holds nobody else up for more than an hour of silence', async () => {
  const [silent, worked] = await bench.addPublished(2);
  await bench.messaging.publish({ subject: deadLetterSubject(SUBJECT.primeCheck), messageId: 'dlq:x:r0', body: '{}' });
  await bench.database.db.pool.query(
    `INSERT INTO message_processing_logs (message_id, generation, enqueue, subject, status, worker)
     VALUES (?, 0, 1, 'primecheck', 'failed', 'w')`,
    [worked],
  );
  await loseAll();
  expect(await bench.sweep()).toMatchObject({ reenqueued: 1, waiting: 1 });
  expect(await outboxEvents()).toEqual([`${silent}:r0:e2`]);
});

test('nothing is enqueued again while the broker is away, and the last word on the ledger stays', async () => {
  await bench.addPublished(30);
  await bench.sweep();
  const { checked_at: checkedAt } = await readLedger(bench.database.db);
  await loseAll();
  await bench.messaging.close();
  expect(await bench.sweep()).toMatchObject({ reenqueued: 0, unknown: 30 });
  expect(await outboxEvents()).toEqual([]);
  expect((await readLedger(bench.database.db)).checked_at).toBe(checkedAt);
});

test('a request that is young, done, dead or redriven since the look is left alone', async () => {
  const ids = await bench.addPublished(4);
  await loseAll();
  const { pool } = bench.database.db;
  await pool.query('UPDATE prime_checks SET updated_at = NOW(3) WHERE id = ?', [ids[0]]);
  await pool.query("UPDATE prime_checks SET status = 'dead' WHERE id = ?", [ids[1]]);
  await pool.query('UPDATE prime_checks SET generation = 1, enqueue_count = 2 WHERE id = ?', [ids[2]]);
  await pool.query(
    `INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, subject, payload, headers)
     VALUES (?, 'prime_check', ?, 'x', 'primecheck', '{}', '{}')`,
    [`${ids[2]}:r1:e2`, ids[2]],
  );
  await bench.sweep();
  expect(await outboxEvents()).toEqual([`${ids[2]}:r1:e2`, `${ids[3]}:r0:e2`]);
});

test('a mail is enqueued again when its message is gone, but not while somebody is sending it', async () => {
  const { pool } = bench.database.db;
  const old = new Date(Date.now() - 60_000);
  const mail = (id: string, status: string, leaseUntil: Date | null) => [
    id,
    'prime_check_result',
    id,
    status,
    leaseUntil === null ? null : 'w',
    leaseUntil,
    old,
    old,
  ];
  const [pending, sending, stale] = ['a', 'b', 'c'].map((digit) => `0198c0de-0000-7000-8000-${digit.repeat(12)}`);
  await pool.query(
    `INSERT INTO email_deliveries
       (id, kind, aggregate_id, status, lease_owner, lease_until, created_at, updated_at) VALUES ?`,
    [
      [
        mail(pending ?? '', 'pending', null),
        mail(sending ?? '', 'sending', new Date(Date.now() + 600_000)),
        mail(stale ?? '', 'sending', new Date(Date.now() - 1_000)),
      ],
    ],
  );
  expect(await bench.sweep()).toMatchObject({ looked: 3, reenqueued: 2 });
  expect(await outboxEvents()).toEqual([`${pending}:r0:e2`, `${stale}:r0:e2`]);
  const [row] = await bench.read('SELECT * FROM outbox LIMIT 1');
  expect(row).toMatchObject({ subject: SUBJECT.emailSend, aggregate_type: 'email_delivery' });
});

test('a row of which no message can be made is unaccounted for, and the ledger says so', async () => {
  const { pool } = bench.database.db;
  await pool.query(
    `INSERT INTO email_deliveries (id, kind, aggregate_id, updated_at)
     VALUES (UUID(), 'of_a_newer_version', UUID(), NOW(3) - INTERVAL 1 MINUTE)`,
  );
  await pool.query(
    "INSERT INTO ledger_counters (ledger, name, shard, value) VALUES ('emails', 'accepted', 1, 1), ('emails', 'processing', 1, 1)",
  );
  expect(await bench.sweep()).toMatchObject({ unaccounted: { emails: 1 } });
  expect(await readLedger(bench.database.db)).toMatchObject({
    balanced: true,
    emails: { in_flight: 0, unaccounted: 1, balanced: false },
  });
  const text = await bench.metrics.registry.getSingleMetricAsString('ledger_unaccounted');
  expect(text).toMatch(/ledger="emails".*\} 1/);
});

test('the ledger names each request that nothing will move, with its reason, and changes nothing', async () => {
  const [gone, stored] = await bench.addPublished(2);
  await purgeStream(bench.messaging, 'primecheck_stream', { upToSeq: 1 });
  const verification = await verifyLedger(bench.database.db, bench.messaging);
  expect(verification).toMatchObject({
    is_complete: true,
    counted: { requests: { processing: 2, completed: 0 }, emails: { pending: 0 } },
    unaccounted: [
      {
        ledger: 'requests',
        id: gone,
        generation: 0,
        enqueue: 1,
        evidence: 'It was published as message 1 of primecheck_stream, where nothing is stored.',
      },
    ],
  });
  expect(stored).toBeDefined();
  expect(await outboxEvents()).toEqual([]);

  await bench.messaging.close();
  expect(await verifyLedger(bench.database.db, bench.messaging)).toMatchObject({ unaccounted: [], is_complete: false });
});
