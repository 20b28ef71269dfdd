import { type Database, isDatabaseError, openDatabase, type RowDataPacket, withTransaction } from '@ballast/database';
import { Keyring, REQUEST_EMAIL, SUPPRESSED_ADDRESS, USER_EMAIL } from '@ballast/encryption';
import { createTestDatabase, type TestDatabase, until } from '@ballast/testkit';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { allowAddress, isSuppressed, suppressAddress } from '../suppressions.ts';
import { type Rotation, rotateKeys } from './rotate-keys.ts';

const [OLD, NEW] = ['the old key', 'the new key'];
const old = new Keyring([OLD]);
const both = new Keyring([NEW, OLD]);
const fresh = new Keyring([NEW]);
const lost = new Keyring(['a key that nobody has any more']);
const TABLES = [
  'email_deliveries',
  'prime_checks',
  'users',
  'user_emails',
  'mail_suppressions',
  'mail_suppressions_plain',
];

let database: TestDatabase;
/** With the account of the process that rotates: what it may not do fails here. */
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = await openDatabase(await database.account('web-server'));
});
afterAll(async () => {
  await db.close();
  await database.drop();
});
afterEach(async () => {
  for (const table of TABLES) await database.db.pool.query('DELETE FROM ??', [table]);
});

async function read(sql: string, ...values: unknown[]): Promise<RowDataPacket[]> {
  const [rows] = await database.db.pool.query<RowDataPacket[]>(sql, values);
  return rows;
}

async function addRequest(address: string, keyring = old): Promise<string> {
  const id = uuidv7();
  const sealed = keyring.seal(address, REQUEST_EMAIL(id));
  await read("INSERT INTO prime_checks (id, number, email_sealed) VALUES (?, '7', ?)", id, sealed);
  return id;
}

/** As web-server does: the address under every key that it knows. Throws `DatabaseError` `duplicate` where one is taken. */
async function addUser(address: string, keyring = old): Promise<string> {
  const id = uuidv7();
  await withTransaction(db, async (tx) => {
    const sealed = keyring.seal(address, USER_EMAIL(id));
    await tx.query("INSERT INTO users (id, name, email_sealed) VALUES (?, 'Ann', ?)", [id, sealed]);
    const rows = keyring.addressIndexes(address).map((index) => [index, id]);
    await tx.query('INSERT INTO user_emails (email_index, user_id) VALUES ?', [rows]);
  });
  return id;
}

const suppress = (address: string, keyring = old) => withTransaction(db, (tx) => suppressAddress(tx, keyring, address));

interface Total {
  readonly resealed: number;
  readonly left: Rotation['left'];
  readonly keys: Record<string, number>;
  readonly batches: number;
}

async function rotate({ keyring = both, limit = 7, dryRun = false } = {}): Promise<Total> {
  let [cursor, resealed, batches]: [string | undefined, number, number] = [undefined, 0, 0];
  const left: Rotation['left'][number][] = [];
  const keys: Record<string, number> = {};
  do {
    const batch = await rotateKeys(db, keyring, { cursor, limit, dryRun });
    if (batch === undefined) throw new Error('the cursor of a batch was refused');
    resealed += batch.resealed;
    left.push(...batch.left);
    for (const [key, n] of Object.entries(batch.keys)) keys[key] = (keys[key] ?? 0) + n;
    cursor = batch.nextCursor;
    batches += 1;
  } while (cursor !== undefined);
  return { resealed, left, keys, batches };
}

/** Every sealed address, opened by this keyring alone. */
async function openAll(keyring: Keyring) {
  const [requests, users, suppressions] = await Promise.all([
    read('SELECT id, email_sealed FROM prime_checks WHERE email_sealed IS NOT NULL ORDER BY id'),
    read('SELECT id, email_sealed FROM users ORDER BY id'),
    read('SELECT address_index, address_sealed FROM mail_suppressions'),
  ]);
  return {
    requests: Object.fromEntries(
      requests.map((row) => [row.id, keyring.open(row.email_sealed, REQUEST_EMAIL(row.id))]),
    ),
    users: Object.fromEntries(users.map((row) => [row.id, keyring.open(row.email_sealed, USER_EMAIL(row.id))])),
    suppressions: suppressions.map((row) => keyring.open(row.address_sealed, SUPPRESSED_ADDRESS(row.address_index))),
  };
}

test('everything opens without the old key afterwards, and is found by its index; a second rotation changes nothing', async () => {
  const requests = await Promise.all(Array.from({ length: 30 }, (_, n) => addRequest(`r${n}@reader.example`)));
  const users = await Promise.all(Array.from({ length: 20 }, (_, n) => addUser(`u${n}@reader.example`)));
  for (let n = 0; n < 10; n += 1) await suppress(`s${n}@reader.example`);
  await read("INSERT INTO prime_checks (id, number) VALUES (?, '7')", uuidv7());
  const before = await read('SELECT id, updated_at FROM prime_checks ORDER BY id');

  const seen = await rotate({ dryRun: true });
  expect(seen).toMatchObject({ resealed: 60, left: [], keys: { [old.currentKeyId]: 60 } });
  expect((await openAll(old)).suppressions).toHaveLength(10);

  const done = await rotate();
  expect(done).toMatchObject({ resealed: 60, left: [] });
  // A suppression that moved behind the cursor is looked at twice.
  expect(Object.keys(done.keys)).toEqual([fresh.currentKeyId]);
  expect(done.batches).toBeGreaterThan(9);
  const opened = await openAll(fresh);
  expect(opened.requests).toEqual(Object.fromEntries(requests.map((id, n) => [id, `r${n}@reader.example`])));
  expect(opened.users).toEqual(Object.fromEntries(users.map((id, n) => [id, `u${n}@reader.example`])));
  expect(opened.suppressions.sort()).toEqual(Array.from({ length: 10 }, (_, n) => `s${n}@reader.example`));
  // Nobody who waits for a change of a request is woken.
  expect(await read('SELECT id, updated_at FROM prime_checks ORDER BY id')).toEqual(before);

  const [index] = fresh.addressIndexes('u7@reader.example');
  expect(await read('SELECT user_id FROM user_emails WHERE email_index = ?', index)).toEqual([{ user_id: users[7] }]);
  expect(await withTransaction(db, (tx) => isSuppressed(tx, fresh, 'S3@reader.example'))).toBe(true);
  expect(await rotate()).toMatchObject({ resealed: 0, keys: { [fresh.currentKeyId]: 60 } });
});

test('indexes under the old key stay while it is known, and go with it', async () => {
  const id = await addUser('ann@reader.example');
  const indexes = async () => (await read('SELECT email_index FROM user_emails')).map((row) => row.email_index).sort();
  await rotate();
  expect(await indexes()).toEqual([...both.addressIndexes('ann@reader.example')].sort());
  // A process that knows the old key alone still refuses the address, one that knows the new key alone as well.
  for (const keyring of [old, fresh]) {
    await expect(addUser('ann@reader.example', keyring)).rejects.toMatchObject({ code: 'duplicate' });
  }
  expect(await rotate({ keyring: fresh })).toMatchObject({ resealed: 1 });
  expect(await indexes()).toEqual(fresh.addressIndexes('ann@reader.example'));
  expect((await openAll(fresh)).users).toEqual({ [id]: 'ann@reader.example' });
});

test('plain addresses are sealed with their requests, and no column has one left', async () => {
  const [first, second, third] = [uuidv7(), uuidv7(), uuidv7()];
  await read("INSERT INTO prime_checks (id, number, email) VALUES (?, '7', 'plain@reader.example')", first);
  await read("INSERT INTO prime_checks (id, number) VALUES (?, '7')", second);
  await read("INSERT INTO prime_checks (id, number, email) VALUES (?, '7', 'both@reader.example')", third);
  const addDelivery = (aggregateId: string, recipient: string) =>
    read(
      "INSERT INTO email_deliveries (id, kind, aggregate_id, recipient) VALUES (?, 'prime_check_result', ?, ?)",
      uuidv7(),
      aggregateId,
      recipient,
    );
  await addDelivery(second, 'delivery@reader.example');
  await addDelivery(third, 'both@reader.example');
  await addDelivery(uuidv7(), 'of-nobody@reader.example');
  const { left } = await rotate();
  expect(left).toMatchObject([{ table: 'email_deliveries', code: 'request_missing' }]);
  expect((await openAll(fresh)).requests).toEqual({
    [first]: 'plain@reader.example',
    [second]: 'delivery@reader.example',
    [third]: 'both@reader.example',
  });
  expect(await read('SELECT email FROM prime_checks WHERE email IS NOT NULL')).toEqual([]);
  expect(await read('SELECT recipient FROM email_deliveries WHERE recipient IS NOT NULL')).toEqual([
    { recipient: 'of-nobody@reader.example' },
  ]);
});

test('replies of mail servers from before they were scrubbed lose addresses and links, whoever they went to', async () => {
  const [known, unknown] = [await addRequest('ann.lee@reader.example'), await addRequest('x@y.example', lost)];
  const addReply = async (aggregateId: string, reply: string) => {
    const id = uuidv7();
    await read(
      "INSERT INTO email_deliveries (id, kind, aggregate_id, smtp_response) VALUES (?, 'prime_check_result', ?, ?)",
      id,
      aggregateId,
      reply,
    );
    return id;
  };
  const ids = [
    await addReply(known, '550 5.1.1 mailbox ann.lee is full'),
    await addReply(unknown, '550 <other@else.example> see https://b.example/users/login/x'),
    await addReply(uuidv7(), '250 2.0.0 Ok: queued as 4XkQ2z0b1Wz9sYr'),
  ];
  const replies = async () => {
    const rows = await read('SELECT id, smtp_response, updated_at FROM email_deliveries ORDER BY id');
    return ids.map((id) => rows.find((row) => row.id === id));
  };
  const before = await replies();
  await rotate({ dryRun: true });
  expect(await replies()).toEqual(before);
  for (let time = 0; time < 2; time += 1) {
    await rotate();
    expect((await replies()).map((row) => row?.smtp_response)).toEqual([
      '550 5.1.1 mailbox [address] is full',
      '550 <[address]> see [link]',
      '250 2.0.0 Ok: queued as 4XkQ2z0b1Wz9sYr',
    ]);
  }
  expect((await replies()).map((row) => row?.updated_at)).toEqual(before.map((row) => row?.updated_at));
});

test('a row that no known key opens is told, left as it is, and stops nothing', async () => {
  const [lostRequest, lostUser] = [await addRequest('a@x.example', lost), await addUser('b@x.example', lost)];
  await suppress('c@x.example', lost);
  const moved = await addRequest('d@x.example');
  const [source] = await read('SELECT email_sealed FROM prime_checks WHERE id = ?', moved);
  const copied = uuidv7();
  await read("INSERT INTO prime_checks (id, number, email_sealed) VALUES (?, '7', ?)", copied, source?.email_sealed);
  const after = await addRequest('e@x.example');
  const snapshot = () =>
    read('SELECT HEX(email_sealed) AS bytes FROM prime_checks WHERE id IN (?)', [lostRequest, copied]);
  const before = await snapshot();

  const { left, keys } = await rotate();
  expect(left).toHaveLength(4);
  expect(left).toEqual(
    expect.arrayContaining([
      { table: 'prime_checks', id: lostRequest, code: 'unknown_key' },
      { table: 'prime_checks', id: copied, code: 'not_authentic' },
      { table: 'users', id: lostUser, code: 'unknown_key' },
      { table: 'mail_suppressions', id: lost.addressIndexes('c@x.example')[0], code: 'unknown_key' },
    ]),
  );
  expect(keys).toEqual({ [lost.currentKeyId]: 3, [old.currentKeyId]: 1, [fresh.currentKeyId]: 2 });
  expect(await snapshot()).toEqual(before);
  expect(await read('SELECT email_index FROM user_emails')).toHaveLength(1);
  const rows = await read('SELECT id, email_sealed FROM prime_checks WHERE id IN (?)', [moved, after]);
  for (const row of rows) expect(fresh.isCurrent(row.email_sealed)).toBe(true);
});

const isLocking = (statement: string | null) => /FROM prime_checks .* FOR UPDATE$/su.test(statement ?? '');

test('what is written while a batch is at work is neither lost nor overwritten', async () => {
  const ids = await Promise.all(Array.from({ length: 40 }, (_, n) => addRequest(`r${n}@reader.example`)));
  const [erased = '', changed = ''] = [ids[3], ids[17]];
  const user = await addUser('before@reader.example');
  // Held open until the rotation waits for it: it has read the old bytes by then.
  const writer = await database.db.pool.getConnection();
  await writer.query('START TRANSACTION');
  await writer.query('UPDATE prime_checks SET email_sealed = NULL WHERE id = ?', [erased]);
  await writer.query('UPDATE prime_checks SET email_sealed = ? WHERE id = ?', [
    old.seal('other@reader.example', REQUEST_EMAIL(changed)),
    changed,
  ]);
  await writer.query('UPDATE users SET email_sealed = ? WHERE id = ?', [
    old.seal('after@reader.example', USER_EMAIL(user)),
    user,
  ]);
  const rotating = rotate({ limit: 1_000 });
  try {
    // The server's own list of waiting transactions stands still while somebody asks for it ten times a second.
    await until(async () => {
      const statements = await read('SHOW FULL PROCESSLIST');
      return statements.some(({ db: name, Info: text }) => name === database.options.database && isLocking(text));
    });
    await writer.query('COMMIT');
  } finally {
    writer.destroy();
  }
  await rotating;
  const { requests, users } = await openAll(fresh);
  expect(requests).not.toHaveProperty(erased);
  expect(requests[changed]).toBe('other@reader.example');
  expect(Object.keys(requests)).toHaveLength(39);
  expect(users).toEqual({ [user]: 'after@reader.example' });
});

test('rotated again and again under load, with processes of either key: nothing is lost, and an address stays one user’s', async () => {
  const [requests, users]: [string[], string[]] = [[], []];
  let isOver = false;
  // Which key a process seals by while keys are being replaced: each knows the other's.
  const writers = [both, new Keyring([OLD, NEW])];
  const write = async (keyring: Keyring, writer: number) => {
    for (let n = 0; n < 40; n += 1) {
      requests.push(await addRequest(`w${writer}-${n}@reader.example`, keyring));
      try {
        users.push(await addUser(`shared${n}@reader.example`, keyring));
      } catch (error) {
        if (!isDatabaseError(error, 'duplicate')) throw error;
      }
      await suppress(`s${n % 5}@reader.example`, keyring);
    }
  };
  const rotateUntilOver = async () => {
    while (!isOver) await rotate({ limit: 50 });
  };
  const rotating = Promise.all([rotateUntilOver(), rotateUntilOver()]);
  await Promise.all([...writers, ...writers].map(write));
  isOver = true;
  await rotating;
  await rotate();

  const opened = await openAll(fresh);
  expect(Object.keys(opened.requests).sort()).toEqual(requests.sort());
  expect(users).toHaveLength(40);
  expect(Object.values(opened.users).sort()).toEqual(
    Array.from({ length: 40 }, (_, n) => `shared${n}@reader.example`).sort(),
  );
  expect([...new Set(opened.suppressions)].sort()).toEqual(Array.from({ length: 5 }, (_, n) => `s${n}@reader.example`));
});

test('mail that is allowed while its suppression is moved is allowed afterwards', async () => {
  for (let round = 0; round < 15; round += 1) {
    const address = `round${round}@reader.example`;
    await suppress(address);
    await Promise.all([rotate(), withTransaction(db, (tx) => allowAddress(tx, both, address))]);
    expect(await withTransaction(db, (tx) => isSuppressed(tx, both, address))).toBe(false);
  }
});

test('mail is allowed also where its suppression moves to an index that who allows it has looked at already', async () => {
  const indexesOf = (address: string) => ({
    from: old.addressIndexes(address)[0],
    to: fresh.addressIndexes(address)[0],
  });
  const address = Array.from({ length: 50 }, (_, n) => `past${n}@reader.example`).find((one) => {
    const { from = '', to = '' } = indexesOf(one);
    return to < from;
  });
  if (address === undefined) throw new Error('no address moves to a smaller index');
  const { from, to } = indexesOf(address);
  await suppress(address);
  const { allowing } = await withTransaction(database.db, async (tx) => {
    await tx.query('SELECT 1 FROM mail_suppressions WHERE address_index = ? FOR UPDATE', [from]);
    const allowing = withTransaction(db, (other) => allowAddress(other, both, address));
    // The server looks again at who waits only where nobody has asked for a tenth of a second.
    await until(async () => (await read(WAITING)).length > 0, { everyMs: 200, what: 'it waits for the row' });
    await tx.query('UPDATE mail_suppressions SET address_index = ? WHERE address_index = ?', [to, from]);
    return { allowing };
  });
  expect(await allowing).toBe(true);
  expect(await withTransaction(db, (tx) => isSuppressed(tx, both, address))).toBe(false);
});

const WAITING = `SELECT 1 FROM information_schema.innodb_trx t JOIN information_schema.processlist p
  ON p.id = t.trx_mysql_thread_id WHERE p.db = DATABASE() AND t.trx_state = 'LOCK WAIT'`;

test('suppressions from before addresses were sealed hold all the time, and move with their reasons', async () => {
  const isStopped = (address: string) => withTransaction(db, (tx) => isSuppressed(tx, both, address));
  const plain = Array.from({ length: 20 }, (_, n) => [
    `p${n}@reader.example`,
    n === 0 ? 'unsubscribed' : 'manual',
    'asked',
    '2026-01-02 03:04:05.678',
  ]);
  await read('INSERT INTO mail_suppressions_plain (address, reason, detail, created_at) VALUES ?', plain);
  expect(await isStopped('P3@Reader.example')).toBe(true);
  expect(await isStopped('q3@reader.example')).toBe(false);
  // Nobody who is stopped twice has two rows afterwards, and the first one counts.
  await suppress('p3@reader.example');
  expect(await read('SELECT 1 FROM mail_suppressions')).toEqual([]);

  expect(await rotate({ dryRun: true })).toMatchObject({ resealed: 20, keys: { none: 20 } });
  expect(await read('SELECT 1 FROM mail_suppressions_plain')).toHaveLength(20);
  const rotating = { isOver: false };
  const watching = (async () => {
    while (!rotating.isOver) expect(await isStopped('p19@reader.example')).toBe(true);
  })();
  expect(await rotate()).toMatchObject({ resealed: 20, left: [] });
  rotating.isOver = true;
  await watching;
  expect(await read('SELECT 1 FROM mail_suppressions_plain')).toEqual([]);
  expect((await openAll(fresh)).suppressions.sort()).toEqual(plain.map(([address]) => address).sort());
  const kept = await read(
    'SELECT reason, detail, created_at FROM mail_suppressions WHERE address_index = ?',
    fresh.addressIndexes('p3@reader.example')[0],
  );
  expect(kept).toMatchObject([{ reason: 'manual', detail: 'asked', created_at: new Date('2026-01-02T03:04:05.678Z') }]);
});

test('who was stopped in plain may allow mail again, but not what an operator stopped', async () => {
  await read(
    "INSERT INTO mail_suppressions_plain (address, reason) VALUES ('own@reader.example', 'unsubscribed'), ('ops@reader.example', 'manual')",
  );
  const allow = (address: string) => withTransaction(db, (tx) => allowAddress(tx, both, address));
  expect(await allow('Own@reader.example')).toBe(true);
  expect(await allow('ops@reader.example')).toBe(false);
});

test.each(['', 'users', 'sessions:', 'users:x', `users:${"' OR 1=1"}`, `prime_checks:${'0'.repeat(65)}`])(
  'a cursor that no batch has given is refused: %j',
  async (cursor) => {
    expect(await rotateKeys(db, both, { cursor, limit: 10, dryRun: false })).toBeUndefined();
  },
);
