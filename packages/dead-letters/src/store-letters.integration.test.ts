import { randomUUID } from 'node:crypto';
import { withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { aDelivery, anItem, aRequest, rowsOf, testLetter } from '../test/letters.ts';
import type { LetterInput } from './letter-input.ts';
import { storeLetters } from './store-letters.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
const TABLES = [
  'prime_checks',
  'email_deliveries',
  'dead_letter_messages',
  'dead_letter_groups',
  'dlq_statistics',
  'redrive_job_items',
  'ledger_counters',
];
beforeEach(async () => {
  for (const table of TABLES) await database.db.pool.query('DELETE FROM ??', [table]);
});

const rows = (sql: string, ...values: unknown[]) => rowsOf(database, sql, ...values);
const store = (...letters: LetterInput[]) =>
  withTransaction(database.db, (tx) => storeLetters(tx, letters, 'manager-1'));
const letterOf = async (key: string) => (await rows('SELECT * FROM dead_letter_messages WHERE letter_key = ?', key))[0];
const statusOf = async (id: string) =>
  (
    await rows(
      'SELECT status FROM prime_checks WHERE id = ? UNION SELECT status FROM email_deliveries WHERE id = ?',
      id,
      id,
    )
  )[0]?.status;
const setStatus = (key: string, status: string) =>
  database.db.pool.query('UPDATE dead_letter_messages SET status = ? WHERE letter_key = ?', [status, key]);

describe('what a letter does to its message', () => {
  test('an open request is dead, counted as such, and its letter waits for somebody', async () => {
    const id = await aRequest(database);
    const letter = testLetter({ messageId: id, attempts: 4, worker: 'worker-1' });
    expect(await store(letter)).toEqual([{ key: letter.key, fate: 'dead', requestId: id }]);
    expect(await statusOf(id)).toBe('dead');
    expect(await letterOf(letter.key)).toMatchObject({
      status: 'pending',
      generation: 0,
      retry_count: 0,
      attempts: 4,
      worker: 'worker-1',
      resolved_at: null,
    });
    expect(await rows('SELECT name, value FROM ledger_counters ORDER BY name')).toEqual([
      { name: 'dead', value: 1 },
      { name: 'processing', value: -1 },
    ]);
  });

  test('an open mail is dead without a lease, and the page of its request is told', async () => {
    const { id, requestId } = await aDelivery(database, 'sending');
    const [stored] = await store(testLetter({ messageId: id, subject: 'emailsend' }));
    expect(stored).toMatchObject({ fate: 'dead', requestId });
    expect(await rows('SELECT status, lease_owner, lease_until FROM email_deliveries')).toEqual([
      { status: 'dead', lease_owner: null, lease_until: null },
    ]);
    expect(await rows("SELECT ledger, value FROM ledger_counters WHERE name = 'dead'")).toEqual([
      { ledger: 'emails', value: 1 },
    ]);
  });

  test.each([
    ['completed', 0, { status: 'resolved', resolution: 'succeeded', resolved_by: 'manager-1' }],
    ['processing', 1, { status: 'resolved', resolution: 'superseded', resolved_by: 'manager-1' }],
    ['dead', 1, { status: 'resolved', resolution: 'superseded' }],
    ['discarded', 0, { status: 'discarded', resolution: null }],
    ['dead', 0, { status: 'pending', resolution: null, resolved_by: null }],
  ])('a request that is %s in generation %i stays so', async (status, generation, expected) => {
    const id = await aRequest(database, status, generation);
    const letter = testLetter({ messageId: id });
    expect(await store(letter)).toMatchObject([{ requestId: undefined }]);
    expect(await statusOf(id)).toBe(status);
    const stored = await letterOf(letter.key);
    expect(stored).toMatchObject(expected);
    expect(stored?.resolved_at === null).toBe(expected.status === 'pending');
    expect(await rows('SELECT * FROM ledger_counters')).toEqual([]);
  });

  test('a generation that was never sent changes no state and ends nothing', async () => {
    const id = await aRequest(database);
    await store(testLetter({ messageId: id }));
    await setStatus(`dlq:${id}:r0`, 'reprocessing');
    await database.db.pool.query("UPDATE prime_checks SET status = 'processing', generation = 1 WHERE id = ?", [id]);
    await store(testLetter({ messageId: id, generation: 7 }));
    expect(await statusOf(id)).toBe('processing');
    expect(await letterOf(`dlq:${id}:r0`)).toMatchObject({ status: 'reprocessing' });
    expect(await letterOf(`dlq:${id}:r7`)).toMatchObject({ status: 'pending' });
  });

  test('a message without a row of ours has a letter, and a newer one makes an older one superfluous', async () => {
    const messageId = randomUUID();
    await store(testLetter({ messageId, subject: 'orders', generation: 1 }));
    await store(testLetter({ messageId, subject: 'orders', generation: 0 }));
    expect(await rows('SELECT generation, status FROM dead_letter_messages ORDER BY generation')).toEqual([
      { generation: 0, status: 'resolved' },
      { generation: 1, status: 'pending' },
    ]);
  });
});

describe('a redriven message that fails again', () => {
  test('its old letter is superseded, and the redrive that sent it has failed, with the reason', async () => {
    const id = await aRequest(database, 'processing', 1);
    await store(testLetter({ messageId: id }));
    await setStatus(`dlq:${id}:r0`, 'reprocessing');
    await anItem(database, { messageId: id, generation: 0, state: 'sent' });
    await anItem(database, { messageId: id, generation: 5, state: 'sent' });
    await anItem(database, { messageId: id, generation: 0, state: 'silent' });
    await anItem(database, { messageId: id, generation: 0, state: 'cancelled' });
    expect(await store(testLetter({ messageId: id, generation: 1, message: 'still broken' }))).toMatchObject([
      { fate: 'dead' },
    ]);
    expect(await letterOf(`dlq:${id}:r0`)).toMatchObject({ status: 'resolved', resolution: 'superseded' });
    expect(await letterOf(`dlq:${id}:r1`)).toMatchObject({ status: 'pending', generation: 1, retry_count: 1 });
    expect(
      await rows('SELECT generation, state, reason_code, reason FROM redrive_job_items ORDER BY state, generation'),
    ).toEqual([
      { generation: 0, state: 'cancelled', reason_code: null, reason: null },
      { generation: 0, state: 'failed', reason_code: 'refused', reason: 'still broken' },
      { generation: 0, state: 'failed', reason_code: 'refused', reason: 'still broken' },
      { generation: 5, state: 'sent', reason_code: null, reason: null },
    ]);
  });

  test('a message redriven twice that failed twice has a letter for each generation, told in any order', async () => {
    const id = await aRequest(database, 'processing', 2);
    const letters = [2, 0, 1].map((generation) => testLetter({ messageId: id, generation }));
    await store(...letters);
    expect(await rows('SELECT generation, status, resolution FROM dead_letter_messages ORDER BY generation')).toEqual([
      { generation: 0, status: 'resolved', resolution: 'superseded' },
      { generation: 1, status: 'resolved', resolution: 'superseded' },
      { generation: 2, status: 'pending', resolution: null },
    ]);
  });
});

test('a letter kept from before the database was set back stands for its generation when that fails again', async () => {
  const id = await aRequest(database);
  await store(testLetter({ messageId: id }));
  const later = testLetter({ messageId: id, generation: 1 });
  expect(await store(later)).toMatchObject([{ fate: 'kept' }]);
  await setStatus(`dlq:${id}:r0`, 'reprocessing');
  await database.db.pool.query("UPDATE prime_checks SET status = 'processing', generation = 1 WHERE id = ?", [id]);
  await anItem(database, { messageId: id, generation: 0, state: 'sent' });
  expect(await store(later)).toEqual([{ key: later.key, fate: 'dead', requestId: id }]);
  expect(await statusOf(id)).toBe('dead');
  expect(await rows('SELECT generation, status, resolution FROM dead_letter_messages ORDER BY generation')).toEqual([
    { generation: 0, status: 'resolved', resolution: 'superseded' },
    { generation: 1, status: 'pending', resolution: null },
  ]);
  expect(await rows('SELECT state, reason FROM redrive_job_items')).toEqual([
    { state: 'failed', reason: 'it does not work' },
  ]);
  expect(await rows('SELECT total FROM dead_letter_groups')).toEqual([{ total: 2 }]);
  expect(await store(later)).toMatchObject([{ fate: 'known' }]);
});

describe('once each', () => {
  test('a letter that is told again changes nothing, not even of a letter that somebody has acted on', async () => {
    const id = await aRequest(database);
    const letter = testLetter({ messageId: id });
    await store(letter, letter);
    await setStatus(letter.key, 'discarded');
    await database.db.pool.query("UPDATE prime_checks SET status = 'processing' WHERE id = ?", [id]);
    expect(await store({ ...letter, attempts: 9 })).toEqual([{ key: letter.key, fate: 'known', requestId: undefined }]);
    expect(await letterOf(letter.key)).toMatchObject({ status: 'discarded', attempts: 1 });
    expect(await statusOf(id)).toBe('processing');
    expect(await rows('SELECT total FROM dead_letter_groups')).toEqual([{ total: 1 }]);
    expect(await rows('SELECT count FROM dlq_statistics')).toEqual([{ count: 1 }]);
  });

  test('many transactions at once with the same letters store each once', async () => {
    const ids = await Promise.all(Array.from({ length: 40 }, () => aRequest(database)));
    const letters = [
      ...ids.map((messageId) => testLetter({ messageId })),
      ...Array.from({ length: 40 }, (_, n) => ({ ...testLetter(), messageId: undefined, key: `dlq:s:c:${n}` })),
    ];
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) => store(...(n % 2 === 0 ? letters : [...letters].reverse()))),
    );
    expect(answers.flat().filter(({ fate }) => fate === 'dead')).toHaveLength(40);
    expect(answers.flat().filter(({ fate }) => fate === 'kept')).toHaveLength(40);
    expect(await rows('SELECT total FROM dead_letter_groups')).toEqual([{ total: 80 }]);
    expect(await rows("SELECT SUM(value) AS dead FROM ledger_counters WHERE name = 'dead'")).toMatchObject([
      { dead: expect.toSatisfy((value) => Number(value) === 40) },
    ]);
  });
});

describe('groups and statistics', () => {
  test('letters that differ in ids alone are one group; another handler, code or type is another one', async () => {
    const base = testLetter();
    await store(
      testLetter({ message: `request ${randomUUID()} was refused after 20 ms` }),
      testLetter({ message: `request ${randomUUID()} was refused after 31 ms` }),
      testLetter({ message: 'request 7 was refused after 20 ms', consumer: 'emailsend_consumer' }),
      testLetter({
        error: { ...base.error, code: 'other', message: `request ${randomUUID()} was refused after 1 ms` },
      }),
    );
    const groups = await rows('SELECT title, total, family, status FROM dead_letter_groups ORDER BY total DESC');
    expect(groups[0]).toMatchObject({ title: 'request <id> was refused after <duration>', total: 2, status: 'active' });
    expect(groups).toHaveLength(3);
    expect(new Set(groups.map(({ family }) => family)).size).toBe(2);
    expect(await rows('SELECT subject, error_type, count FROM dlq_statistics')).toEqual([
      { subject: 'primecheck', error_type: 'permanent', count: 4 },
    ]);
  });

  test('a resolved group is active again with the next letter that somebody has to act on', async () => {
    await store(testLetter());
    await database.db.pool.query("UPDATE dead_letter_groups SET status = 'resolved'");
    const done = await aRequest(database, 'completed');
    await store(testLetter({ messageId: done }));
    expect(await rows('SELECT status, total FROM dead_letter_groups')).toEqual([{ status: 'resolved', total: 2 }]);
    await store(testLetter());
    expect(await rows('SELECT status, total, regressed_at FROM dead_letter_groups')).toEqual([
      { status: 'active', total: 3, regressed_at: expect.any(Date) },
    ]);
  });

  test('an ignored group is active again when it has had too many letters within an hour, and not before', async () => {
    await store(testLetter(), testLetter());
    await database.db.pool.query('UPDATE dead_letter_messages SET dlq_created_at = NOW(3) - INTERVAL 2 HOUR');
    await database.db.pool.query("UPDATE dead_letter_groups SET status = 'ignored', ignore_until_per_hour = 3");
    await store(testLetter(), testLetter());
    expect(await rows('SELECT status FROM dead_letter_groups')).toEqual([{ status: 'ignored' }]);
    await store(testLetter());
    expect(await rows('SELECT status, total FROM dead_letter_groups')).toEqual([{ status: 'active', total: 5 }]);
  });

  test('a group that is ignored for ever stays so', async () => {
    await store(testLetter());
    await database.db.pool.query("UPDATE dead_letter_groups SET status = 'ignored', ignore_until_per_hour = NULL");
    await store(testLetter(), testLetter());
    expect(await rows('SELECT status, total FROM dead_letter_groups')).toEqual([{ status: 'ignored', total: 3 }]);
  });
});

describe('whatever it is', () => {
  test('bytes that a server takes for no JSON are kept as they came, and their neighbours as JSON', async () => {
    const bodies = [
      '{"n":1}',
      `${'['.repeat(200)}${']'.repeat(200)}`,
      '{"text":"\\ud800"}',
      '{"half',
      '',
      'null',
      '{"n":2}',
    ];
    const odd = [Buffer.from([0xff, 0x00]), Buffer.from('\uFEFF{}')];
    const all = [...bodies.map((body) => Buffer.from(body)), ...odd];
    const letters = all.map((body) => testLetter({ body }));
    await store(...letters);
    for (const { key, body } of letters) {
      const stored = await letterOf(key);
      const asJson = typeof stored?.payload === 'string' ? JSON.parse(stored.payload) : stored?.payload;
      if (stored?.payload_raw === null) expect(asJson).toEqual(JSON.parse(body.toString()));
      else expect(stored?.payload_raw).toEqual(body);
    }
    const [counts] = await rows('SELECT COUNT(payload_raw) AS raw, COUNT(*) AS count FROM dead_letter_messages');
    expect(Number(counts?.count)).toBe(all.length);
    expect(Number(counts?.raw)).toBeLessThan(all.length - 2);
  });

  test('no text, number or time is refused by the server, and all of them are bounded', async () => {
    const wild = `\u0000\ud800 ü 😀 '"\\ \u2028${'x'.repeat(100_000)}`;
    const letter: LetterInput = {
      key: `${wild}  `,
      subject: wild,
      messageId: wild,
      generation: Number.NaN,
      attempts: -1e300,
      body: Buffer.from(wild),
      headers: { [wild]: wild, a: wild, traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' },
      error: { type: 'poison', code: wild, message: wild, stack: wild },
      consumer: wild,
      worker: wild,
      origin: { stream: wild, streamCreated: wild, seq: Number.POSITIVE_INFINITY },
      originalCreatedAt: new Date('9999-12-31T23:59:59.999Z'),
      firstFailedAt: new Date(Number.NaN),
      lastFailedAt: new Date('0001-01-01'),
    };
    const second = {
      ...letter,
      key: 'k',
      headers: { traceparent: letter.headers.traceparent ?? '' },
      generation: 1e300,
    };
    await store(letter, second);
    expect(await store(letter, second)).toMatchObject([{ fate: 'known' }, { fate: 'known' }]);
    const stored = await letterOf('k');
    expect(stored).toMatchObject({
      original_message_id: null,
      trace_id: '0af7651916cd43dd8448eb211c80319c',
      original_created_at: null,
      first_failed_at: null,
      last_failed_at: null,
    });
    expect(stored?.error_stack.length).toBeLessThanOrEqual(4_096);
    expect(stored?.error_message.length).toBeLessThanOrEqual(4_096);
  });

  test('thousands are stored in seconds, with large ones among them', async () => {
    const ids = Array.from({ length: 2_000 }, () => randomUUID());
    await database.db.pool.query('INSERT INTO prime_checks (id, number) VALUES ?', [ids.map((id) => [id, '7'])]);
    const large = Buffer.from(JSON.stringify({ text: 'x'.repeat(1_000_000) }));
    const letters = ids.map((messageId, n) => testLetter({ messageId, ...(n % 400 === 0 ? { body: large } : {}) }));
    expect(await store(...letters)).toHaveLength(2_000);
    expect(await rows("SELECT COUNT(*) AS count FROM prime_checks WHERE status = 'dead'")).toEqual([{ count: 2_000 }]);
  });
});

describe('messages of two subjects with one id', () => {
  /** A request and a mail of the same id, both open, and a letter of each. */
  async function twins(): Promise<{ id: string; ofRequest: LetterInput; ofMail: LetterInput }> {
    const id = await aRequest(database);
    const mail = await aDelivery(database, 'pending');
    await database.db.pool.query('UPDATE email_deliveries SET id = ? WHERE id = ?', [id, mail.id]);
    const ofMail = testLetter({ messageId: id, subject: 'emailsend', consumer: 'emailsend_consumer' });
    return { id, ofRequest: testLetter({ messageId: id }), ofMail };
  }
  const subjects = async () =>
    (await rows('SELECT original_subject FROM dead_letter_messages ORDER BY original_subject')).map(
      (row) => row.original_subject,
    );

  test('have a letter each, in one batch or in two, in whatever order, however often they are told', async () => {
    for (const inOneBatch of [true, false]) {
      await database.db.pool.query('DELETE FROM dead_letter_messages');
      const { ofRequest, ofMail } = await twins();
      const batches = inOneBatch ? [[ofRequest, ofMail]] : [[ofMail], [ofRequest]];
      const fates = [];
      for (const batch of batches) fates.push(...(await store(...batch)).map(({ fate }) => fate));
      expect(fates).toEqual(['dead', 'dead']);
      expect((await store(ofMail, ofRequest, ofMail)).map(({ fate }) => fate)).toEqual(['known', 'known', 'known']);
      expect(await subjects()).toEqual(['emailsend', 'primecheck']);
    }
    expect(await rows("SELECT status FROM prime_checks WHERE status <> 'dead'")).toEqual([]);
    expect(await rows("SELECT status FROM email_deliveries WHERE status <> 'dead'")).toEqual([]);
  });

  test('have a letter each when several processes store them at once', async () => {
    const { ofRequest, ofMail } = await twins();
    const fates = await Promise.all([store(ofRequest), store(ofMail), store(ofMail), store(ofRequest)]);
    expect(fates.flat().map(({ fate }) => fate)).toEqual(expect.arrayContaining(['dead', 'dead', 'known', 'known']));
    expect(await subjects()).toEqual(['emailsend', 'primecheck']);
  });

  test('a letter that an older version has stored, or would store, stays one, under the key that it knows', async () => {
    const { ofRequest } = await twins();
    await store(ofRequest);
    expect((await letterOf(ofRequest.key))?.original_subject).toBe('primecheck');
    expect(await store(ofRequest)).toMatchObject([{ fate: 'known' }]);
    expect(await subjects()).toEqual(['primecheck']);
  });

  test('the second one stays one letter when the first one, whose key it could not have, is deleted', async () => {
    const { ofRequest, ofMail } = await twins();
    await store(ofRequest);
    await store(ofMail);
    await database.db.pool.query('DELETE FROM dead_letter_messages WHERE letter_key = ?', [ofRequest.key]);
    expect(await store(ofMail)).toMatchObject([{ fate: 'known' }]);
    expect(await subjects()).toEqual(['emailsend']);
  });

  test('a new generation of one ends the redrive and the older letter of that one alone', async () => {
    const { id, ofRequest, ofMail } = await twins();
    await store(ofRequest, ofMail);
    await database.db.pool.query("UPDATE dead_letter_messages SET status = 'reprocessing'");
    await database.db.pool.query("UPDATE prime_checks SET generation = 1, status = 'processing'");
    await database.db.pool.query("UPDATE email_deliveries SET generation = 1, status = 'pending'");
    for (const { id: letterId } of await rows('SELECT id FROM dead_letter_messages ORDER BY original_subject')) {
      await anItem(database, { messageId: id, generation: 0, state: 'sent', letterId: Number(letterId) });
    }
    await store({ ...ofMail, key: `dlq:${id}:r1`, generation: 1 });
    expect(
      await rows(
        `SELECT original_subject, m.generation, m.status, i.state FROM dead_letter_messages AS m
         LEFT JOIN redrive_job_items AS i ON i.letter_id = m.id ORDER BY original_subject, m.generation`,
      ),
    ).toEqual([
      { original_subject: 'emailsend', generation: 0, status: 'resolved', state: 'failed' },
      { original_subject: 'emailsend', generation: 1, status: 'pending', state: null },
      { original_subject: 'primecheck', generation: 0, status: 'reprocessing', state: 'sent' },
    ]);
  });

  test('of those without a row of ours, a newer generation of one makes no letter of the other superfluous', async () => {
    const messageId = randomUUID();
    await store(testLetter({ messageId, subject: 'orders', generation: 1 }));
    expect(await store(testLetter({ messageId, subject: 'bills', generation: 0 }))).toMatchObject([{ fate: 'kept' }]);
  });
});
