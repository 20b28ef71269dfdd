import { type Database, openDatabase } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { deadMail, deadRequests, looseLetter } from '../../test/dead-requests.ts';
import { countBy, emptyTables, rows } from '../../test/rows.ts';
import { chooseLetters } from '../redrive/choose-letters.ts';
import { createRedriveJob } from '../redrive/create-redrive-job.ts';
import { discardLetters } from './discard-letters.ts';
import { undoDiscard } from './undo-discard.ts';

let database: TestDatabase;
let web: Database;

beforeAll(async () => {
  database = await createTestDatabase();
  web = await openDatabase(await database.account('web-server'));
});
afterAll(async () => {
  await web.close();
  await database.drop();
});
beforeEach(() => emptyTables(database.db));

const BY = { actor: 'alice', reason: 'test data' };

async function ledger(): Promise<Record<string, number>> {
  const found = await rows(
    database.db,
    'SELECT ledger, name, SUM(value) AS sum FROM ledger_counters GROUP BY ledger, name',
  );
  return Object.fromEntries(found.map(({ ledger: book, name, sum }) => [`${book}.${name}`, Number(sum)]));
}

test('discarded letters take their requests and mails with them, and an undo brings all of it back', async () => {
  const requests = await deadRequests(database.db, 3);
  const mail = await deadMail(database.db);
  const loose = await looseLetter(database.db, { payload: '{}' });
  const ids = [...requests.map(({ letterId }) => String(letterId)), mail.requestId, String(loose)];
  const done = await discardLetters(web, { selection: { ids }, ...BY });
  expect(done).toMatchObject({ discarded: 5, refused: [] });
  expect(await countBy(database.db, 'dead_letter_messages', 'status')).toEqual({ discarded: 5 });
  expect(await countBy(database.db, 'prime_checks', 'status')).toEqual({ discarded: 3 });
  expect(await countBy(database.db, 'email_deliveries', 'status')).toEqual({ discarded: 1 });
  expect(await ledger()).toEqual({
    'requests.dead': -3,
    'requests.discarded': 3,
    'emails.dead': -1,
    'emails.discarded': 1,
  });
  expect(
    await rows(
      database.db,
      'SELECT DISTINCT discard_id, resolved_by, resolved_at IS NOT NULL AS has_time FROM dead_letter_messages',
    ),
  ).toEqual([{ discard_id: done.discard_id, resolved_by: 'alice', has_time: 1 }]);

  expect(await undoDiscard(web, { selection: { discardId: done.discard_id }, ...BY })).toEqual({
    restored: 5,
    refused: [],
  });
  expect(await countBy(database.db, 'dead_letter_messages', 'status')).toEqual({ pending: 5 });
  expect(await countBy(database.db, 'prime_checks', 'status')).toEqual({ dead: 3 });
  expect(await countBy(database.db, 'email_deliveries', 'status')).toEqual({ dead: 1 });
  expect(await ledger()).toEqual({
    'requests.dead': 0,
    'requests.discarded': 0,
    'emails.dead': 0,
    'emails.discarded': 0,
  });
  const audit = await rows(
    database.db,
    `SELECT act, COUNT(*) AS n FROM audit_log WHERE actor = 'alice' AND target_type = 'letter'
        AND target_id IN (SELECT id FROM dead_letter_messages) GROUP BY act ORDER BY act`,
  );
  expect(audit).toEqual([
    { act: 'letter.discard', n: 5 },
    { act: 'letter.undo', n: 5 },
  ]);
  const redriven = await createRedriveJob(web, { selection: { ids }, operator: 'alice', reason: 'r' });
  expect(redriven.refused).toEqual([]);
});

test('a whole search is discarded, in batches', async () => {
  await deadRequests(database.db, 1_200, { errorCode: 'E_OLD' });
  await deadRequests(database.db, 2, { errorCode: 'E_NEW' });
  const done = await discardLetters(web, { selection: { query: 'code:E_OLD' }, ...BY });
  expect(done.discarded).toBe(1_200);
  expect(await countBy(database.db, 'dead_letter_messages', 'status')).toEqual({ discarded: 1_200, pending: 2 });
  expect((await undoDiscard(web, { selection: { discardId: done.discard_id }, ...BY })).restored).toBe(1_200);
});

test('what is not to be discarded or restored is refused with its reason, and the rest goes on', async () => {
  const [good, sent, completed] = await deadRequests(database.db, 3);
  const set = (sql: string, id: unknown) => database.db.pool.query(sql, [id]);
  const complete = (id: unknown) =>
    set(
      "UPDATE prime_checks SET status = 'completed', is_prime = 1, certainty = 'proven', completed_at = NOW(3) WHERE id = ?",
      id,
    );
  await set("UPDATE dead_letter_messages SET status = 'reprocessing' WHERE id = ?", sent?.letterId);
  await complete(completed?.requestId);
  const ids = [good, sent, completed].map((one) => String(one?.letterId));
  const done = await discardLetters(web, { selection: { ids: [...ids, 'nothing'] }, ...BY });
  expect(done).toMatchObject({
    discarded: 1,
    refused: [
      { message_id: 'nothing', code: 'unknown_letter' },
      { message_id: ids[1], code: 'not_pending' },
      { message_id: ids[2], code: 'already_completed' },
    ],
  });

  expect((await undoDiscard(web, { selection: { ids: [String(sent?.letterId)] }, ...BY })).refused).toMatchObject([
    { code: 'not_discarded' },
  ]);
  await complete(good?.requestId);
  expect(await undoDiscard(web, { selection: { discardId: done.discard_id }, ...BY })).toMatchObject({
    restored: 0,
    refused: [{ message_id: ids[0], code: 'already_completed' }],
  });
  await expect(
    undoDiscard(web, { selection: { discardId: '00000000-0000-7000-8000-000000000000' }, ...BY }),
  ).rejects.toMatchObject({ code: 'not_found' });
});

test('of a discard and a redrive of one letter at once, one wins', async () => {
  for (let round = 0; round < 5; round += 1) {
    await emptyTables(database.db);
    const [letter] = await deadRequests(database.db, 1);
    const selection = { ids: [String(letter?.letterId)] };
    const [redriven, discarded] = await Promise.all([
      createRedriveJob(web, { selection, operator: 'bob', reason: 'r' }),
      discardLetters(web, { selection, ...BY }),
    ]);
    expect(discarded.discarded).toBe(1);
    // a job made before the discard finds out when it sends
    if (redriven.job === undefined) expect(redriven.refused).toMatchObject([{ code: 'not_pending' }]);
  }
});

test('a search that finds more letters than one act may take chooses none, and says how to do it in parts', async () => {
  await deadRequests(database.db, 3);
  await expect(chooseLetters(web, { query: '' }, 2)).rejects.toMatchObject({
    code: 'too_many',
    message: expect.stringContaining('more than 2 letters'),
  });
  expect((await chooseLetters(web, { query: '' }, 3)).letters).toHaveLength(3);
});
