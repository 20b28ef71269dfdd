import { withTransaction } from '@ballast/database';
import { createTestDatabase, type TestDatabase } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LetterInput } from '../letter-input.ts';
import { storeLetters } from '../store-letters.ts';
import { matchingLetterIds } from './matching-letter-ids.ts';
import { parseQuery } from './parse-query.ts';
import { searchLetters } from './search-letters.ts';

let database: TestDatabase;

/** Letters by a name of their own, which is also their message id. */
const LETTERS: Record<string, Partial<LetterInput> & { payload: unknown }> = {
  timeout: {
    payload: envelope({ number: '97' }),
    error: { type: 'transient', code: 'ETIMEDOUT', message: 'connect ETIMEDOUT\n  10.0.0.7:25 of 100%' },
    attempts: 4,
    worker: 'worker-1',
    consumer: 'primecheck_consumer',
  },
  refused: {
    payload: envelope({ number: '978', user: { name: 'Ann Lee', tags: ['Red', 'blue'] }, amount: 12.5 }),
    error: { type: 'permanent', code: 'smtp_550', message: 'Recipient refused: it is full' },
    subject: 'emailsend',
    attempts: 1,
    worker: 'worker-2',
  },
  nothing: {
    payload: { colour: 'green', 'odd key': 1 },
    error: { type: 'permanent', message: 'No code, é and under_score' },
  },
  long: {
    payload: envelope({ number: '9'.repeat(900), tail: 'the end' }),
    error: { type: 'transient', code: 'ETIMEDOUT', message: `${'so much text '.repeat(30)}and the point` },
    attempts: 4,
    generation: 1,
  },
  bytes: {
    payload: Buffer.from([0xff, 0x00, 0x41]),
    error: { type: 'poison', code: 'undecodable', message: 'No JSON' },
  },
};

function envelope(payload: unknown): unknown {
  return { id: 'x', type: 'prime_check.requested', version: 1, payload, created_at: '2026-01-01T00:00:00.000Z' };
}

beforeAll(async () => {
  database = await createTestDatabase();
  for (const [name, { payload, ...letter }] of Object.entries(LETTERS)) {
    const input: LetterInput = {
      key: `dlq:${name}:r${letter.generation ?? 0}`,
      subject: 'primecheck',
      messageId: name,
      generation: 0,
      attempts: 1,
      body: payload instanceof Buffer ? payload : Buffer.from(JSON.stringify(payload)),
      headers: {},
      error: { type: 'permanent', message: '' },
      ...letter,
    };
    await withTransaction(database.db, (tx) => storeLetters(tx, [input]));
  }
  await database.db.pool.query(
    "UPDATE dead_letter_messages SET dlq_created_at = NOW(3) - INTERVAL 2 DAY WHERE original_message_id = 'timeout'",
  );
  await database.db.pool.query(
    "UPDATE dead_letter_messages SET status = 'discarded', retry_count = 3 WHERE original_message_id = 'refused'",
  );
}, 120_000);
afterAll(() => database.drop());

async function find(text: string): Promise<(string | undefined)[]> {
  const { items, is_partial } = await searchLetters(database.db, { query: parseQuery(text), limit: 50 });
  expect(is_partial).toBe(false);
  return items.map(({ original_message_id }) => original_message_id);
}

describe('a search finds', () => {
  it.each<[string, string[]]>([
    ['', ['bytes', 'long', 'nothing', 'refused', 'timeout']],
    // text: in code, message, subject, id and payload; case and kinds of space do not matter
    ['etimedout', ['long', 'timeout']],
    ['"connect etimedout 10.0.0.7"', ['timeout']],
    ['"of 100%"', ['timeout']],
    ['under_score', ['nothing']],
    ['underXscore', []],
    ['É', ['nothing']],
    ['"e and"', []],
    ['connect*10.0.0.7', ['timeout']],
    ['primecheck green', ['nothing']],
    ['"and the point"', ['long']],
    ['"the end"', ['long']],
    ['ann OR green', ['nothing', 'refused']],
    // fields
    ['error:full', ['refused']],
    ['error:smtp_550', ['refused']],
    ['message:smtp_550', []],
    ['message:"and the point"', ['long']],
    ['message="recipient refused: it is full"', ['refused']],
    ['message="it is full"', []],
    ['message=recipient*full', ['refused']],
    ['code:etimedout', ['long', 'timeout']],
    ['code:smtp_*', ['refused']],
    ['code:smtp', []],
    ['code:*', ['bytes', 'long', 'refused', 'timeout']],
    ['-code:*', ['nothing']],
    ['type:poison', ['bytes']],
    ['type:p*', ['bytes', 'nothing', 'refused']],
    ['subject:emailsend', ['refused']],
    ['subject:e*d', ['refused']],
    ['subject:é', []],
    ['status:discarded', ['refused']],
    ['-status:pending', ['refused']],
    ['id:nothing', ['nothing']],
    ['id:n*', ['nothing']],
    ['worker:worker-1', ['timeout']],
    ['NOT worker:worker-1', ['bytes', 'long', 'nothing', 'refused']],
    ['worker:*', ['refused', 'timeout']],
    ['consumer:primecheck_consumer', ['timeout']],
    // numbers and times
    ['attempts:4', ['long', 'timeout']],
    ['attempts:>1 generation:0', ['timeout']],
    ['generation>=1', ['long']],
    ['retries:3', ['refused']],
    ['age:>1d', ['timeout']],
    ['age:<1d', ['bytes', 'long', 'nothing', 'refused']],
    ['age:<=999999d', ['bytes', 'long', 'nothing', 'refused', 'timeout']],
    ['before:2000-01-01', []],
    ['after:2000-01-01 etimedout', ['long', 'timeout']],
    // payload
    ['payload.number:97', ['timeout']],
    ['payload.number:97*', ['refused', 'timeout']],
    ['payload.number:>97', ['long', 'refused']],
    ['payload.number:<=97', ['timeout']],
    ['payload.user.name:"ann lee"', ['refused']],
    ['payload.user.name:Ann', []],
    ['payload.user.tags.0:red', ['refused']],
    ['payload.user.tags.1:red', []],
    ['payload.amount:12.5', ['refused']],
    ['payload.amount>12', ['refused']],
    ['payload.tail:"the end"', ['long']],
    ['payload.colour:green', ['nothing']],
    ['payload.type:prime_check.requested', []],
    ['-payload.number:97', ['bytes', 'long', 'nothing', 'refused']],
    // mixtures
    ['etimedout -attempts:4', []],
    ['NOT (etimedout OR green OR type:poison)', ['refused']],
    ['(code:smtp_550 OR payload.number:97) age:>1d', ['timeout']],
    ['NOT NOT etimedout status:pending', ['long', 'timeout']],
  ])('%s', async (query, expected) => {
    expect(await find(query)).toEqual(expected);
  });

  it('a letter by its own number, and a group by the beginning of its fingerprint', async () => {
    const { items } = await searchLetters(database.db, { query: parseQuery('green'), limit: 1 });
    const [letter] = items;
    expect(await find(`id:${letter?.id}`)).toEqual(['nothing']);
    expect(await find(`group:${letter?.fingerprint}`)).toEqual(['nothing']);
    expect(await find(`group:${letter?.fingerprint?.slice(0, 12)}`)).toEqual(['nothing']);
    expect(await find(`NOT group:${letter?.fingerprint} status:pending`)).toEqual(['bytes', 'long', 'timeout']);
    const [[row]] = (await database.db.pool.query(
      "SELECT family FROM dead_letter_messages WHERE original_message_id = 'nothing'",
    )) as never as [{ family: string }[]];
    expect(await find(`family:${row?.family.slice(0, 10)} green`)).toEqual(['nothing']);
  });

  it('what it is narrowed to besides the query', async () => {
    const ids = (filter: object) =>
      searchLetters(database.db, { query: parseQuery('status:pending'), limit: 50, ...filter }).then(({ items }) =>
        items.map((one) => one.original_message_id),
      );
    expect(await ids({ type: 'transient' })).toEqual(['long', 'timeout']);
    expect(await ids({ status: 'pending', subject: 'emailsend' })).toEqual([]);
    expect(await ids({ status: 'discarded' })).toEqual([]);
  });
});

it('pages through what a search finds, missing and repeating nothing', async () => {
  for (const text of ['', 'status:pending', 'primecheck', 'worker:* OR attempts:1']) {
    const query = parseQuery(text);
    const whole = await searchLetters(database.db, { query, limit: 50 });
    const paged: string[] = [];
    let before: string | undefined;
    do {
      const page = await searchLetters(database.db, { query, limit: 2, before });
      expect(page.items.length).toBeLessThanOrEqual(2);
      paged.push(...page.items.map(({ id }) => id));
      before = page.next_cursor ?? undefined;
    } while (before !== undefined);
    expect(paged).toEqual(whole.items.map(({ id }) => id));
  }
});

it('gives all ids of a search, newest first, up to a limit', async () => {
  const { items } = await searchLetters(database.db, { query: parseQuery('etimedout'), limit: 50 });
  const ids = items.map(({ id }) => Number(id));
  expect(await matchingLetterIds(database.db, parseQuery('etimedout'), 10)).toEqual(ids);
  expect(await matchingLetterIds(database.db, parseQuery('etimedout'), 1)).toEqual(ids.slice(0, 1));
  expect(await matchingLetterIds(database.db, parseQuery(''), 10, { status: 'discarded' })).toHaveLength(1);
});

it('takes values as values, whatever they look like', async () => {
  const attack = `"'; DROP TABLE dead_letter_messages; -- "`;
  const fields = ['', 'code:', 'error:', 'subject:', 'worker:', 'id:', 'group:', 'payload.number:', "payload.x';--:"];
  for (const field of fields) expect(await find(`${field}${attack}`)).toEqual([]);
  expect(await find('payload.number:97')).toEqual(['timeout']);
});

it('finds a number that is longer than a double can hold, digit by digit', async () => {
  const body = Buffer.from('{"payload": {"number": 18446744073709551557, "amount": 1.0}}');
  const letter: LetterInput = {
    key: 'dlq:exact:r0',
    subject: 'primecheck',
    messageId: 'exact',
    generation: 0,
    attempts: 1,
    body,
    headers: {},
    error: { type: 'permanent', message: '' },
  };
  await withTransaction(database.db, (tx) => storeLetters(tx, [letter]));
  try {
    expect(await find('payload.number:18446744073709551557')).toEqual(['exact']);
    expect(await find('18446744073709551557')).toEqual(['exact']);
    expect(await find('payload.number:1844674407370955155*')).toEqual(['exact']);
    expect(await find('payload.number:18446744073709552000')).toEqual([]);
    expect(await find('payload.amount:1.0')).toEqual(['exact']);
  } finally {
    // The other tests know all letters that there are.
    await database.db.pool.query("DELETE FROM dead_letter_messages WHERE original_message_id = 'exact'");
  }
});
