import type { RowDataPacket } from '@ballast/database';
import { isCommit, TEST_ENCRYPTION_KEY, until } from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { send, signIn, signUp } from './account-requests.ts';
import { ask, expectProblem } from './admin-requests.ts';
import { countRows } from './count-rows.ts';
import { type KeyedServer, startKeyedServer } from './keyed-server.ts';

let server: KeyedServer;
beforeAll(async () => {
  server = await startKeyedServer();
});
afterEach(() => server.proxy.onClientData(undefined));
afterAll(() => server?.close());

const urlOf = (path: string) => `${server.app.url}${path}`;
const create = (body: unknown) => send(urlOf('/users'), { body });
const tables = ['users', 'user_emails', 'email_deliveries', 'outbox', 'audit_log'] as const;

async function countAll(): Promise<Record<(typeof tables)[number] | 'accepted', number>> {
  const [[sum]] = await server.database.db.pool.query<RowDataPacket[]>(
    "SELECT COALESCE(SUM(value), 0) AS n FROM ledger_counters WHERE ledger = 'emails' AND name = 'accepted'",
  );
  const counts = await Promise.all(tables.map(async (table) => [table, await countRows(server.database.db, table)]));
  return { ...Object.fromEntries(counts), accepted: Number(sum?.n) };
}

describe('POST /users', () => {
  it('makes the account, and its welcome mail through the outbox, and counts and audits both', async () => {
    const before = await countAll();
    const response = await create({ name: '  Ann Reader ', email: 'Ann@Reader.example' });
    const user = (await response.json()) as { id: string };
    expect(response.status).toBe(201);
    expect(response.headers.get('location')).toBe(`/users/${user.id}`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(user).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'Ann Reader',
      email: 'Ann@Reader.example',
      created_at: expect.stringMatching(/Z$/),
    });

    const [[delivery]] = await server.database.db.pool.query<RowDataPacket[]>(
      "SELECT * FROM email_deliveries WHERE kind = 'welcome' AND aggregate_id = ?",
      [user.id],
    );
    expect(delivery).toMatchObject({ status: 'pending', recipient: null, expires_at: null });
    const [[row]] = await server.database.db.pool.query<RowDataPacket[]>(
      'SELECT * FROM outbox WHERE aggregate_id = ?',
      [delivery?.id],
    );
    expect(row).toMatchObject({ subject: 'emailsend', event_id: `${delivery?.id}:r0:e1` });
    expect(JSON.parse(String(row?.payload))).toMatchObject({ id: delivery?.id, payload: { kind: 'welcome' } });
    const after = await countAll();
    for (const table of [...tables, 'accepted'] as const) expect(after[table], table).toBe(before[table] + 1);
  });

  it('keeps the address under encryption, and finds it by a keyed hash alone', async () => {
    const user = await signUp(server);
    const [[row]] = await server.database.db.pool.query<RowDataPacket[]>(
      'SELECT u.email_sealed, e.email_index FROM users u JOIN user_emails e ON e.user_id = u.id WHERE u.id = ?',
      [user.id],
    );
    expect(String((row?.email_sealed as Buffer | undefined)?.toString('latin1')).toLowerCase()).not.toContain('reader');
    expect(row?.email_index).toMatch(/^[0-9a-f]{64}$/);
    expect(server.app.logs.join('\n').toLowerCase()).not.toContain(user.email.toLowerCase());
  });

  it('gives one of 50 who register one address at once the account, and sends one welcome mail', async () => {
    const before = await countAll();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        create({ name: `Racer ${index}`, email: index % 2 === 0 ? 'race@reader.example' : 'RACE@Reader.Example' }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(49).fill(409)]);
    const after = await countAll();
    for (const table of [...tables, 'accepted'] as const) expect(after[table], table).toBe(before[table] + 1);
  });

  it('answers 409 to an address that has an account, in whatever case', async () => {
    const { email } = await signUp(server);
    for (const again of [email, email.toUpperCase(), email.toLowerCase()]) {
      await expectProblem(await create({ name: 'Other', email: again }), 409, 'conflict');
    }
  });

  it('finds an address that was registered under the key before', async () => {
    const user = await signUp(server);
    const app = await server.restartWith({ ENCRYPTION_KEY: `another-encryption-key-0c5a,${TEST_ENCRYPTION_KEY}` });
    const again = await send(`${app.url}/users`, { body: { name: 'Other', email: user.email } });
    await expectProblem(again, 409, 'conflict');
    await app.stop();
  });

  it.each([
    ['no name', { email: 'a@example.com' }],
    ['an empty name', { name: ' ', email: 'a@example.com' }],
    ['a name of 101 characters', { name: 'x'.repeat(101), email: 'a@example.com' }],
    ['a name with a line break', { name: 'Ann\r\nBcc: victim@example.com', email: 'a@example.com' }],
    ['a name with a null', { name: 'Ann\u0000', email: 'a@example.com' }],
    ['a name with a line separator', { name: 'Ann\u2028Bcc: victim@example.com', email: 'a@example.com' }],
    ['a name that is read backwards', { name: 'Ann\u202eeb', email: 'a@example.com' }],
    ['half a character for a name', { name: 'Ann \ud83d', email: 'a@example.com' }],
    ['no address', { name: 'Ann' }],
    ['an address that is none', { name: 'Ann', email: 'ann' }],
    ['an address with a line break', { name: 'Ann', email: 'a@example.com\r\nBcc: victim@example.com' }],
    ['an address with an encoded line break', { name: 'Ann', email: 'a%0d%0aBcc:b@example.com\n' }],
    ['an address with a second one', { name: 'Ann', email: 'a@example.com, b@example.com' }],
    ['an address with a name', { name: 'Ann', email: 'Ann <a@example.com>' }],
    ['an address with a null', { name: 'Ann', email: 'a\u0000@example.com' }],
    ['an address of 255 characters', { name: 'Ann', email: `${'a'.repeat(243)}@example.com` }],
    ['a list of addresses', { name: 'Ann', email: ['a@example.com', 'b@example.com'] }],
    ['a list', ['Ann', 'a@example.com']],
  ])('refuses %s with 400, and leaves no row', async (_what, body) => {
    const before = await countAll();
    await expectProblem(await create(body), 400, 'invalid_request');
    expect(await countAll()).toEqual(before);
  });

  it('says which methods a path has', async () => {
    for (const [path, method, allow] of [
      ['/users', 'GET', 'POST'],
      ['/users', 'PUT', 'POST'],
      ['/users/login', 'GET', 'POST'],
      ['/users/logout', 'GET', 'POST'],
      ['/users/get', 'POST', 'GET, HEAD'],
      ['/users/0198c0de-0000-7000-8000-000000000000', 'DELETE', 'GET, HEAD'],
      ['/api/session', 'PUT', 'GET, HEAD, POST, DELETE'],
    ] as const) {
      const response = await send(urlOf(path), { method });
      await expectProblem(response, 405, 'method_not_allowed');
      expect(response.headers.get('allow')?.split(', ').sort(), path).toEqual(allow.split(', ').sort());
    }
  });
});

describe('an account and its welcome mail', () => {
  it.each([
    'INSERT INTO users',
    'INSERT INTO email_deliveries',
    'INSERT INTO outbox',
    'INSERT INTO ledger_counters',
    'COMMIT',
  ])('are neither there when the connection is lost before %s', async (statement) => {
    const before = await countAll();
    let lost = 0;
    server.proxy.onClientData((data) => {
      // A commit in doubt is tried again; the way is free for it.
      const isIt = statement === 'COMMIT' ? isCommit(data) && lost === 0 : data.includes(statement);
      if (!isIt) return 'pass';
      lost += 1;
      return 'cut_before';
    });
    const response = await create({ name: 'Lost', email: `lost-${statement.replaceAll(/\W/g, '-')}@reader.example` });
    const [status, text] = [response.status, await response.text()];
    server.proxy.onClientData(undefined);
    expect(lost, text).toBe(1);
    const both = statement === 'COMMIT' ? 1 : 0;
    expect(status, text).toBe(both === 1 ? 201 : 503);
    const after = await countAll();
    for (const table of [...tables, 'accepted'] as const) expect(after[table], table).toBe(before[table] + both);
  });

  it('are both there, once, when the answer to COMMIT is lost', async () => {
    const before = await countAll();
    let lost = false;
    server.proxy.onClientData((data) => {
      if (lost || !isCommit(data)) return 'pass';
      lost = true;
      return 'cut_after';
    });
    const response = await create({ name: 'In doubt', email: 'in-doubt@reader.example' });
    expect([lost, response.status]).toEqual([true, 201]);
    const after = await countAll();
    for (const table of [...tables, 'accepted'] as const) expect(after[table], table).toBe(before[table] + 1);
  });

  it('are neither there when the process is killed between them', async () => {
    const app = await server.restartWith({});
    const before = await countAll();
    let reached = false;
    server.proxy.onClientData((data) => {
      if (!data.includes('INSERT INTO outbox')) return 'pass';
      reached = true;
      return 'hold';
    });
    const answer = send(`${app.url}/users`, { body: { name: 'Killed', email: 'killed@reader.example' } }).catch(
      () => null,
    );
    await until(() => reached);
    await app.kill();
    expect(await answer).toBeNull();
    server.proxy.onClientData(undefined);
    // The address is free again as soon as the server has rolled back.
    await until(async () => (await create({ name: 'Again', email: 'killed@reader.example' })).status === 201);
    const after = await countAll();
    for (const table of [...tables, 'accepted'] as const) expect(after[table], table).toBe(before[table] + 1);
  });
});

describe('GET /users/:id and /users/get?id=', () => {
  const paths = (id: string) => [`/users/${id}`, `/users/get?id=${id}`, `/users/${id.toUpperCase()}`];
  const NOBODY = '0198c0de-0000-7000-8000-000000000000';

  it('show oneself, by cookie and by token', async () => {
    const { user, cookie, token } = await signIn(server);
    for (const path of paths(user.id)) {
      for (const headers of [{ cookie }, { authorization: `Bearer ${token}` }]) {
        const response = await send(urlOf(path), { method: 'GET', headers });
        expect([response.status, await response.json()]).toEqual([200, user]);
      }
    }
  });

  it('show anybody to an admin, and nobody to lesser roles', async () => {
    const user = await signUp(server);
    for (const path of paths(user.id)) {
      expect(await (await ask(urlOf(path), { as: 'admin' })).json()).toEqual(user);
      await expectProblem(await ask(urlOf(path), { as: 'operator' }), 403, 'forbidden');
    }
    await expectProblem(await ask(urlOf(`/users/${NOBODY}`), { as: 'operator' }), 403, 'forbidden');
    await expectProblem(await ask(urlOf(`/users/${NOBODY}`), { as: 'admin' }), 404, 'not_found');
  });

  it('tell a user nothing of another: the same answer as for nobody', async () => {
    const [one, other] = [await signIn(server), await signIn(server)];
    for (const path of [...paths(other.user.id), ...paths(NOBODY)]) {
      const response = await send(urlOf(path), { method: 'GET', headers: { cookie: one.cookie } });
      expect(await expectProblem(response, 404, 'not_found')).toBe('No account of yours has this id.');
    }
  });

  it('tell who is not signed in nothing at all', async () => {
    const user = await signUp(server);
    for (const path of [...paths(user.id), ...paths(NOBODY)]) {
      await expectProblem(await send(urlOf(path), { method: 'GET' }), 401, 'unauthorized');
    }
  });

  it('answer 400 to a query without an id, and 404 to a path that is none', async () => {
    await expectProblem(await ask(urlOf('/users/get')), 400, 'invalid_request');
    await expectProblem(await ask(urlOf('/users/get?id=7')), 400, 'invalid_request');
    await expectProblem(await ask(urlOf('/users/7')), 404, 'not_found');
  });
});
