import { purgeStream } from '@ballast/messaging';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { insertMails, insertRequests } from '../test/business-rows.ts';
import { type EvidenceBench, openEvidenceBench } from '../test/evidence-bench.ts';
import { verifyLedger } from './verify-ledger.ts';

let bench: EvidenceBench;

beforeEach(async () => {
  bench = await openEvidenceBench();
});
afterEach(() => bench.close());

const MINUTE_AGO = () => new Date(Date.now() - 60_000);

async function addPublished(count: number): Promise<string[]> {
  const ids = await insertRequests(bench.db, { processing: count }, MINUTE_AGO());
  for (const id of ids) await bench.publish({ id, generation: 0, enqueue: 1 });
  return ids;
}

test('nothing is named when everything open has something that moves it', async () => {
  await addPublished(3);
  await insertRequests(bench.db, { completed: 2 }, MINUTE_AGO());
  await insertMails(bench.db, { sending: 1 }, MINUTE_AGO());
  expect(await verifyLedger(bench.db, bench.messaging)).toMatchObject({
    unaccounted: [],
    is_complete: true,
    counted: { requests: { processing: 3, completed: 2 }, emails: { sending: 1 } },
  });
});

test('each request and mail that nothing will move is named with its reason', async () => {
  const [request] = await addPublished(1);
  const [mail] = await insertMails(bench.db, { pending: 1 }, MINUTE_AGO());
  await purgeStream(bench.messaging, 'primecheck_stream');
  const { unaccounted } = await verifyLedger(bench.db, bench.messaging);
  expect(unaccounted).toMatchObject([
    { ledger: 'requests', id: request, evidence: expect.stringContaining('where nothing is stored') },
    { ledger: 'emails', id: mail, evidence: expect.stringContaining('nothing says that it was ever published') },
  ]);
});

test('what is done between the look at its row and the look at its message is not named', async () => {
  const [done, gone] = await addPublished(2);
  await purgeStream(bench.messaging, 'primecheck_stream');
  const finish = () =>
    bench.db.pool.query(
      `UPDATE prime_checks SET status = 'completed', is_prime = 1, certainty = 'proven', completed_at = NOW(3) WHERE id = ?`,
      [done],
    );
  const { db } = bench;
  const original = db.withConnection.bind(db);
  let calls = 0;
  const watched = Object.assign(Object.create(db), {
    withConnection: async (...parameters: Parameters<typeof db.withConnection>) => {
      calls += 1;
      const result = await original(...parameters);
      // After the first page of open requests was read.
      if (calls === 1) await finish();
      return result;
    },
  });
  const { unaccounted } = await verifyLedger(watched, bench.messaging);
  expect(unaccounted.map(({ id }) => id)).toEqual([gone]);
});

test('with the broker away nothing is named, and the answer says that it is not complete', async () => {
  await addPublished(1);
  await bench.messaging.close();
  expect(await verifyLedger(bench.db, bench.messaging)).toMatchObject({ unaccounted: [], is_complete: false });
});

test('when the time is over before the end, the answer says that it is not complete', async () => {
  await addPublished(1);
  expect(await verifyLedger(bench.db, bench.messaging, { deadlineMs: -1 })).toMatchObject({
    counted: { requests: {}, emails: {} },
    unaccounted: [],
    is_complete: false,
  });
});
