import { formatEventId, SUBJECT } from '@ballast/contracts';
import { CONSUMER, purgeStream, streamState } from '@ballast/messaging';
import { until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nextId } from '../../test/business-rows.ts';
import { type EvidenceBench, openEvidenceBench, openRow } from '../../test/evidence-bench.ts';
import { lookForMovers } from './look-for-movers.ts';
import type { OpenRow } from './open-rows.ts';

let bench: EvidenceBench;

beforeEach(async () => {
  bench = await openEvidenceBench();
});
afterEach(() => bench.close());

const STREAM = CONSUMER.primeCheck.stream;

/** What was found, without the rows. */
async function find(rows: readonly OpenRow[], maxLooks = 100): Promise<(string | undefined)[]> {
  const findings = await lookForMovers(bench.db, bench.messaging, rows, { maxLooks });
  expect(findings.map(({ row }) => row)).toEqual(rows);
  return findings.map((one) => {
    if (one.kind === 'moving') return one.by;
    return one.kind === 'gone' ? one.reason : one.kind;
  });
}

async function publishedRow(changes: Partial<OpenRow> = {}): Promise<OpenRow> {
  const row = openRow(nextId(), changes);
  await bench.publish(row);
  return row;
}

async function settled(upTo: number): Promise<void> {
  await until(async () => (await streamState(bench.messaging, STREAM))?.consumers[0]?.ackFloorSeq === upTo);
}

async function delivered(upTo: number): Promise<void> {
  await until(async () => (await streamState(bench.messaging, STREAM))?.consumers[0]?.deliveredSeq === upTo);
}

test('a row waits in the outbox, under the event id of its newest enqueue alone', async () => {
  const row = openRow(nextId(), { generation: 1, enqueue: 3 });
  await bench.db.pool.query(
    `INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, subject, payload, headers)
     VALUES (?, 'prime_check', ?, 'x', ?, '{}', '{}')`,
    [formatEventId(row), row.id, SUBJECT.primeCheck],
  );
  expect(await find([row, { ...row, enqueue: 4 }])).toEqual(['outbox_row', 'no_record']);
});

test('a mail that somebody is sending is being moved, whatever became of its message', async () => {
  expect(await find([openRow(nextId(), { ledger: 'emails', isLeased: true })])).toEqual(['lease']);
});

test("a row with a pending letter of its generation is a person's to act on; an older letter is not about it", async () => {
  const rows = [openRow(nextId(), { generation: 1 }), openRow(nextId(), { generation: 1 })];
  await bench.db.pool.query(
    `INSERT INTO dead_letter_messages
       (letter_key, original_subject, original_message_id, payload, error_message, error_type, generation) VALUES ?`,
    [rows.map(({ id }, index) => [`dlq:${id}`, 'primecheck', id, '{}', 'no', 'permanent', index])],
  );
  expect(await find(rows)).toEqual(['no_record', 'letter']);
});

test("another subject's message of the same id is no evidence: not its outbox row, its place or its letter", async () => {
  const [waiting, published, lettered] = [openRow(nextId()), openRow(nextId()), openRow(nextId())];
  await bench.db.pool.query(
    `INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, subject, payload, headers)
     VALUES (?, 'message', ?, 'x', 'orders', '{}', '{}')`,
    [formatEventId(waiting), waiting.id],
  );
  await bench.db.pool.query(
    "INSERT INTO outbox_history (event_id, subject, stream, stream_created, seq) VALUES (?, 'orders', 's', 'c', 1)",
    [formatEventId(published)],
  );
  await bench.db.pool.query(
    `INSERT INTO dead_letter_messages
       (letter_key, original_subject, original_message_id, payload, error_message, error_type)
     VALUES ('k', 'orders', ?, '{}', 'no', 'permanent')`,
    [lettered.id],
  );
  expect(await find([waiting, published, lettered])).toEqual(['no_record', 'no_record', 'no_record']);
});

test('messages that nobody was given yet are on their way; so are those that somebody holds', async () => {
  const rows = [await publishedRow(), await publishedRow()];
  expect(await find(rows)).toEqual(['stored_message', 'stored_message']);
  bench.holdDelivered();
  await delivered(2);
  expect(await find(rows)).toEqual(['stored_message', 'stored_message']);
});

test('a message that was settled is gone, also between others that are held', async () => {
  const rows = [await publishedRow(), await publishedRow(), await publishedRow()];
  bench.holdDelivered((seq) => seq === 2);
  await delivered(3);
  await until(async () => (await streamState(bench.messaging, STREAM))?.messages === 2);
  expect(await find(rows)).toEqual(['stored_message', 'not_stored', 'stored_message']);
});

test('messages below and beyond what a stream holds are gone', async () => {
  const rows = [await publishedRow(), await publishedRow()];
  await purgeStream(bench.messaging, STREAM, { upToSeq: 1 });
  await bench.db.pool.query('UPDATE outbox_history SET seq = 3 WHERE seq = 2');
  expect(await find(rows)).toEqual(['not_stored', 'not_stored']);
});

test('what lay in a stream that was made anew is gone, though its number is there again', async () => {
  const row = await publishedRow();
  await bench.db.pool.query("UPDATE outbox_history SET stream_created = '2020-01-01T00:00:00.000000001Z'");
  expect(await find([row])).toEqual(['stream_recreated']);
});

test('a number that holds another message is seen once the message is delivered', async () => {
  const row = await publishedRow();
  const lost = openRow(nextId());
  await bench.db.pool.query('UPDATE outbox_history SET event_id = ?', [formatEventId(lost)]);
  bench.holdDelivered();
  await delivered(1);
  expect(await find([lost, row])).toEqual(['other_message', 'no_record']);
});

test('a backlog costs one look at its stream, however long it is', async () => {
  const rows = await Promise.all(Array.from({ length: 200 }, () => publishedRow()));
  expect(new Set(await find(rows, 0))).toEqual(new Set(['stored_message']));
});

test('what is beyond the allowed looks is not known this time', async () => {
  const rows = await Promise.all(Array.from({ length: 5 }, () => publishedRow()));
  bench.holdDelivered();
  await delivered(5);
  const found = await find(rows, 3);
  expect(found.filter((one) => one === 'unknown').length).toBe(2);
});

test('with the broker away nothing is known of what was published, and the outbox is known all the same', async () => {
  const row = await publishedRow();
  const away = openRow(nextId());
  await bench.messaging.close();
  expect(await find([row, away])).toEqual(['unknown', 'no_record']);
});

test('the settled messages of a whole stream are gone', async () => {
  const rows = [await publishedRow(), await publishedRow()];
  bench.holdDelivered(() => true);
  await settled(2);
  expect(await find(rows)).toEqual(['not_stored', 'not_stored']);
});
