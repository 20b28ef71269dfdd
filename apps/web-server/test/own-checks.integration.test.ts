import type { PrimeCheckList } from '@ballast/contracts';
import { type EventStream, openEventStream, until } from '@ballast/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { insertLink, send, signIn } from './account-requests.ts';
import { TEST_KEYS } from './admin-requests.ts';
import { countRows } from './count-rows.ts';
import { type KeyedServer, startKeyedServer } from './keyed-server.ts';

let server: KeyedServer;
const streams: EventStream[] = [];
beforeAll(async () => {
  server = await startKeyedServer({
    SSE_HEARTBEAT_MS: '300',
    SERVICE_KEYS: 'shop:600:service-key-4c1b7e,shop:600:service-key-9d2f01,depot:600:service-key-77aa3c',
  });
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});
afterAll(() => server?.close());

type Headers = Record<string, string>;
const urlOf = (path: string) => `${server.app.url}${path}`;

async function submit(number: string, headers: Headers = {}): Promise<string> {
  const response = await send(urlOf('/prime-check'), { body: { number }, headers });
  expect(response.status, await response.clone().text()).toBe(202);
  return ((await response.json()) as { id: string }).id;
}
async function list(headers: Headers, query = ''): Promise<string[]> {
  const response = await send(urlOf(`/prime-check${query}`), { method: 'GET', headers });
  return ((await response.json()) as PrimeCheckList).items.map(({ id }) => id);
}
async function follow(headers: Headers): Promise<EventStream> {
  const stream = await openEventStream(urlOf('/events'), headers);
  streams.push(stream);
  return stream;
}
const idsOf = (stream: EventStream) => stream.events.map(({ data }) => (JSON.parse(data) as { id?: string }).id);
const complete = (id: string, isPrime: boolean) =>
  server.database.db.pool.query(
    `UPDATE prime_checks SET status = 'completed', is_prime = ?, certainty = 'proven', completed_at = NOW(3) WHERE id = ?`,
    [isPrime, id],
  );

describe('the list', () => {
  it('shows each user the own checks, and who is not signed in those of nobody', async () => {
    const [one, other] = [await signIn(server), await signIn(server)];
    const [ones, others, nobodys] = [
      await submit('7', { cookie: one.cookie }),
      await submit('11', { authorization: `Bearer ${other.token}` }),
      await submit('13'),
    ];
    for (const path of ['', '?limit=100', '?status=processing']) {
      expect(await list({ cookie: one.cookie }, path)).toEqual([ones]);
      expect(await list({ authorization: `Bearer ${one.token}` }, path)).toEqual([ones]);
      expect(await list({ cookie: other.cookie }, path)).toEqual([others]);
      const open = await list({}, path);
      expect(open).toContain(nobodys);
      expect(open).not.toContain(ones);
      expect(open).not.toContain(others);
    }
    const alias = await send(urlOf('/prime-check-list'), { method: 'GET', headers: { cookie: one.cookie } });
    expect(((await alias.json()) as PrimeCheckList).items.map(({ id }) => id)).toEqual([ones]);
  });

  it('is not made wider by a key, of an operator or of a service', async () => {
    const user = await signIn(server);
    const own = await submit('7', { cookie: user.cookie });
    for (const key of [TEST_KEYS.admin, 'service-key-4c1b7e']) {
      expect(await list({ authorization: `Bearer ${key}` }, '?limit=100')).not.toContain(own);
    }
  });

  it('is filtered and paged among the own ones alone', async () => {
    const { cookie } = await signIn(server);
    const ids: string[] = [];
    for (const number of ['7', '8', '9', '11', '12']) {
      ids.unshift(await submit(number, { cookie }));
      await complete(await submit(number), number === '7' || number === '11');
    }
    const [twelve, eleven, nine, eight, seven] = ids as [string, string, string, string, string];
    await complete(seven, true);
    await complete(eight, false);
    await complete(eleven, true);
    await server.database.db.pool.query(`UPDATE prime_checks SET status = 'dead' WHERE id = ?`, [nine]);
    expect(await list({ cookie }, '?is_prime=true')).toEqual([eleven, seven]);
    expect(await list({ cookie }, '?is_prime=false')).toEqual([eight]);
    expect(await list({ cookie }, '?status=failed')).toEqual([nine]);
    expect(await list({ cookie }, '?status=completed')).toEqual([eleven, eight, seven]);
    expect(await list({ cookie }, '?status=completed&is_prime=true')).toEqual([eleven, seven]);
    expect(await list({ cookie }, '?status=processing&is_prime=true')).toEqual([]);
    expect(await list({ cookie }, '?status=failed&is_prime=false')).toEqual([]);
    expect(await list({ cookie }, '?limit=2')).toEqual([twelve, eleven]);
    expect(await list({ cookie }, `?limit=2&cursor=${eleven}`)).toEqual([nine, eight]);
    // By the number itself, alone and with what else is asked.
    const again = await submit('7', { cookie });
    expect(await list({ cookie }, '?number=7')).toEqual([again, seven]);
    expect(await list({ cookie }, '?number=7&limit=1')).toEqual([again]);
    expect(await list({ cookie }, `?number=7&cursor=${again}`)).toEqual([seven]);
    expect(await list({ cookie }, '?number=7&is_prime=true')).toEqual([seven]);
    expect(await list({ cookie }, '?number=7&status=processing')).toEqual([again]);
    expect(await list({ cookie }, '?number=9&status=failed')).toEqual([nine]);
    expect(await list({ cookie }, '?number=70')).toEqual([]);
    // A cursor of somebody else's opens nothing of theirs.
    const other = await signIn(server);
    expect(await list({ cookie: other.cookie }, `?cursor=${twelve}`)).toEqual([]);
  });
});

describe('a search by number', () => {
  it('tells numbers apart that differ only far behind their first digits', async () => {
    const { cookie } = await signIn(server);
    const long = '1'.repeat(300);
    const [one, other] = [await submit(`${long}7`, { cookie }), await submit(`${long}9`, { cookie })];
    expect(await list({ cookie }, `?number=${long}7`)).toEqual([one]);
    expect(await list({ cookie }, `?number=${long}9`)).toEqual([other]);
  });

  it.each(['007', '-7', '7%25', '', '1e9'])('refuses %j, which is no whole number', async (number) => {
    expect((await send(urlOf(`/prime-check?number=${number}`), { method: 'GET' })).status).toBe(400);
  });
});

describe('the stream of all changes', () => {
  it('tells each user of the own checks, and who is not signed in of those of nobody', async () => {
    const [one, other] = [await signIn(server), await signIn(server)];
    const [ones, others, open] = [
      await follow({ cookie: one.cookie }),
      await follow({ cookie: other.cookie }),
      await follow({}),
    ];
    const [first, second, third] = [
      await submit('7', { cookie: one.cookie }),
      await submit('11', { cookie: other.cookie }),
      await submit('13'),
    ];
    // The last of them was told: what was to be told of the others has been by then.
    await until(() => idsOf(open).includes(third) && idsOf(ones).includes(first) && idsOf(others).includes(second));
    expect(new Set(idsOf(ones))).toEqual(new Set([first]));
    expect(new Set(idsOf(others))).toEqual(new Set([second]));
    expect(idsOf(open)).not.toContain(first);
    expect(idsOf(open)).not.toContain(second);
  });

  it('replays after Last-Event-ID only what is one’s own', async () => {
    const [one, other] = [await signIn(server), await signIn(server)];
    const since = { 'last-event-id': String(Date.now() - 1_000) };
    const [first, second, third] = [
      await submit('7', { cookie: one.cookie }),
      await submit('11', { cookie: other.cookie }),
      await submit('13'),
    ];
    const [ones, open] = [await follow({ cookie: one.cookie, ...since }), await follow(since)];
    await until(() => idsOf(ones).includes(first) && idsOf(open).includes(third));
    expect(new Set(idsOf(ones))).toEqual(new Set([first]));
    expect(idsOf(open)).not.toContain(first);
    expect(idsOf(open)).not.toContain(second);
  });

  it('ends when its session ends, and not before', async () => {
    const { user, cookie } = await signIn(server);
    const [stream, other] = [await follow({ cookie }), await follow({ cookie: (await signIn(server)).cookie })];
    await until(() => stream.comments.length >= 3);
    await send(urlOf('/users/logout'), { headers: { cookie } });
    await stream.closed;
    const heard = other.comments.length;
    await until(() => other.comments.length > heard);
    expect(await countRows(server.database.db, 'sessions', 'user_id = ?', user.id)).toBe(0);
  });
});

describe('what a service asks for', () => {
  it('is its own: in its list and its stream, and in nobody else’s, whichever of its keys it has', async () => {
    const shop = { authorization: 'Bearer service-key-4c1b7e' };
    const rotated = { authorization: 'Bearer service-key-9d2f01' };
    const depot = { authorization: 'Bearer service-key-77aa3c' };
    const user = await signIn(server);
    const since = { 'last-event-id': String(Date.now() - 1_000) };
    const [shops, depots, open] = [await follow(shop), await follow(depot), await follow({})];
    const [own, other, nobodys] = [await submit('7', shop), await submit('11', depot), await submit('13')];
    await until(() => idsOf(shops).includes(own) && idsOf(depots).includes(other) && idsOf(open).includes(nobodys));
    for (const key of [shop, rotated]) expect(await list(key, '?limit=100')).toEqual([own]);
    expect(await list(depot, '?limit=100')).toEqual([other]);
    for (const headers of [{}, { cookie: user.cookie }, { authorization: `Bearer ${TEST_KEYS.admin}` }] as Headers[]) {
      const listed = await list(headers, '?limit=100');
      expect(listed).not.toContain(own);
      expect(listed).not.toContain(other);
    }
    expect(new Set(idsOf(shops))).toEqual(new Set([own]));
    const replay = await follow(since);
    await until(() => idsOf(replay).includes(nobodys));
    for (const stream of [open, replay]) {
      expect(idsOf(stream)).not.toContain(own);
      expect(idsOf(stream)).not.toContain(other);
    }
  });
});

describe('a check by its id', () => {
  it('is shown to who has the id, as the links in mails need', async () => {
    const { cookie } = await signIn(server);
    const id = await submit('7', { cookie });
    for (const headers of [{}, { cookie }]) {
      const response = await send(urlOf(`/prime-check/${id}`), { method: 'GET', headers });
      // Whose it is, is not part of it.
      expect(Object.keys((await response.json()) as object).sort()).toEqual([
        'created_at',
        'id',
        'number',
        'status',
        'trace_id',
      ]);
    }
  });
});

describe('an Idempotency-Key', () => {
  it('belongs to its user: two users and nobody may use one, and each gets the own request again', async () => {
    const [one, other] = [await signIn(server), await signIn(server)];
    const key = { 'idempotency-key': 'order-7' };
    const ask = (headers: Headers) => submit('7', { ...key, ...headers });
    const ids = [await ask({ cookie: one.cookie }), await ask({ cookie: other.cookie }), await ask({})];
    expect(new Set(ids).size).toBe(3);
    expect(await ask({ authorization: `Bearer ${one.token}` })).toBe(ids[0]);
    // Also after signing in anew, from wherever.
    const link = await insertLink(server, one.user.id);
    const again = await send(urlOf(`/users/login/${link}`));
    const { token } = (await again.json()) as { token: string };
    expect(await ask({ authorization: `Bearer ${token}` })).toBe(ids[0]);
    expect(await ask({})).toBe(ids[2]);
    expect(await countRows(server.database.db, 'idempotency_keys', 'caller = ?', `user:${one.user.id}`)).toBe(1);
    expect(await countRows(server.database.db, 'idempotency_keys', "caller = 'ip:127.0.0.1'")).toBe(1);
  });
});
