import type { RowDataPacket } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PlainAddresses } from './plain-addresses.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());
beforeEach(async () => {
  for (const table of ['prime_checks', 'email_deliveries', 'mail_suppressions_plain'])
    await run(`DELETE FROM ${table}`);
});

const run = (sql: string, values: unknown[] = []) => database.db.pool.query<RowDataPacket[]>(sql, values);
const addRequest = (email: string | null = null) =>
  run("INSERT INTO prime_checks (id, number, email) VALUES (?, '7', ?)", [uuidv7(), email]);
const addDelivery = (recipient: string | null = null) =>
  run("INSERT INTO email_deliveries (id, kind, aggregate_id, recipient) VALUES (?, 'prime_check_result', ?, ?)", [
    uuidv7(),
    uuidv7(),
    recipient,
  ]);

async function lookOnce(plain: PlainAddresses) {
  const untilNextMs = await plain.look();
  return { untilNextMs, found: plain.found() };
}

test('every column that holds an address is named until its last one is sealed', async () => {
  const plain = new PlainAddresses(database.db, { pageRows: 3 });
  expect(await lookOnce(plain)).toEqual({ untilNextMs: 60_000, found: [] });
  for (let n = 0; n < 10; n += 1) await addRequest();
  await addRequest('ann@reader.example');
  await addDelivery('ann@reader.example');
  await run("INSERT INTO mail_suppressions_plain (address, reason) VALUES ('ann@reader.example', 'manual')");
  const all = ['prime_checks.email', 'email_deliveries.recipient', 'mail_suppressions_plain.address'];
  expect(await lookOnce(plain)).toEqual({ untilNextMs: 60_000, found: all });
  expect(await lookOnce(plain)).toEqual({ untilNextMs: 60_000, found: all });
  await run('UPDATE prime_checks SET email = NULL');
  await run('DELETE FROM mail_suppressions_plain');
  expect((await lookOnce(plain)).found).toEqual(['email_deliveries.recipient']);
  await run('UPDATE email_deliveries SET recipient = NULL');
  expect(await lookOnce(plain)).toEqual({ untilNextMs: 60_000, found: [] });
});

test('a look that ends early goes on where it ended; what comes behind the end is seen', async () => {
  for (let n = 0; n < 7; n += 1) await addRequest();
  await addRequest('late@reader.example');
  const plain = new PlainAddresses(database.db, { pageRows: 2, lookMs: 0 });
  const looks = [];
  for (let n = 0; n < 4; n += 1) looks.push(await lookOnce(plain));
  expect(looks.map(({ untilNextMs }) => untilNextMs)).toEqual([1_000, 1_000, 1_000, 60_000]);
  expect(looks.map(({ found }) => found.length)).toEqual([0, 0, 0, 1]);
  await run('UPDATE prime_checks SET email = NULL');
  await lookOnce(plain);
  expect(await lookOnce(plain)).toEqual({ untilNextMs: 60_000, found: [] });
  // From a process of before, which goes on for a while beside this one.
  await addRequest('older@reader.example');
  expect((await lookOnce(plain)).found).toEqual(['prime_checks.email']);
});
