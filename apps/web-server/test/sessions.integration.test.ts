import { createHmac } from 'node:crypto';
import type { RowDataPacket } from '@ballast/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, send, signIn, signUp } from './account-requests.ts';
import { ADMIN_API_KEYS, ask, expectProblem, TEST_KEYS } from './admin-requests.ts';
import { countRows } from './count-rows.ts';
import { type KeyedServer, startKeyedServer } from './keyed-server.ts';

const SERVICE_KEY = 'service-key-4c1b7e';
const OLD_SECRET = 'an-older-secret-6e2a';
const SECRET = 'test-jwt-secret-8d1e5b70c3fa42';

let server: KeyedServer;
beforeAll(async () => {
  server = await startKeyedServer({
    SERVICE_KEYS: `shop:600:${SERVICE_KEY}`,
    JWT_SECRET: `${SECRET},${OLD_SECRET}`,
  });
});
afterAll(() => server?.close());

const urlOf = (path: string) => `${server.app.url}${path}`;
const get = (path: string, headers: Record<string, string>) => send(urlOf(path), { method: 'GET', headers });
const query = async (sql: string, ...values: unknown[]) =>
  (await server.database.db.pool.query<RowDataPacket[]>(sql, values))[0];
const sessionOf = async (userId: string) => (await query('SELECT * FROM sessions WHERE user_id = ?', userId))[0];

describe('a user’s session', () => {
  it('ends by signing out, with its cookie and its token, and with no other session', async () => {
    const { user, cookie, token } = await signIn(server);
    const other = await signIn(server);
    const id = (await sessionOf(user.id))?.id;
    const response = await send(urlOf('/users/logout'), { headers: { cookie } });
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()).toEqual([
      '__Host-ballast-session=; Max-Age=0; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Lax',
    ]);
    await expectProblem(await get(`/users/${user.id}`, { cookie }), 401, 'unauthorized');
    await expectProblem(await get(`/users/${user.id}`, { authorization: `Bearer ${token}` }), 401, 'unauthorized');
    expect((await get(`/users/${other.user.id}`, { cookie: other.cookie })).status).toBe(200);
    const acts = await query(
      "SELECT act, actor FROM audit_log WHERE target_type = 'session' AND target_id = ? ORDER BY seq",
      id,
    );
    expect(acts.map(({ act, actor }) => [act, actor])).toEqual([
      ['session.start', `user:${user.id}`],
      ['session.end', `user:${user.id}`],
    ]);
  });

  it('ends by signing out with its token as well', async () => {
    const { user, cookie, token } = await signIn(server);
    const response = await send(urlOf('/users/logout'), { headers: { authorization: `Bearer ${token}` } });
    expect(response.status).toBe(204);
    await expectProblem(await get(`/users/${user.id}`, { cookie }), 401, 'unauthorized');
  });

  it('may be ended twice, and by who has none', async () => {
    expect((await send(urlOf('/users/logout'))).status).toBe(204);
    const { cookie } = await signIn(server);
    const both = await Promise.all([1, 2].map(() => send(urlOf('/users/logout'), { headers: { cookie } })));
    expect(both.map(({ status }) => status)).toEqual([204, 204]);
  });

  it('is over after 24 hours without a request, whichever way it is used, and a cookie of it is taken away', async () => {
    const { user, cookie, token } = await signIn(server);
    const seen = (hours: number) =>
      query('UPDATE sessions SET last_seen_at = NOW(3) - INTERVAL ? MINUTE WHERE user_id = ?', hours * 60, user.id);
    await seen(23.9);
    expect((await get(`/users/${user.id}`, { cookie })).status).toBe(200);
    // That request counts: the hours begin anew.
    const [[row]] = await server.database.db.pool.query<RowDataPacket[]>(
      'SELECT last_seen_at > NOW(3) - INTERVAL 60 SECOND AS is_noted FROM sessions WHERE user_id = ?',
      [user.id],
    );
    expect(row?.is_noted).toBe(1);
    await seen(24);
    const stale = await get('/prime-check', { cookie });
    expect(stale.status).toBe(200);
    expect(stale.headers.getSetCookie()[0]).toMatch(/^__Host-ballast-session=; Max-Age=0;/);
    await expectProblem(await get(`/users/${user.id}`, { authorization: `Bearer ${token}` }), 401, 'unauthorized');
  });

  it('is over after 30 days whatever happened', async () => {
    const { user, cookie, token } = await signIn(server);
    const [row] = await query(
      'SELECT TIMESTAMPDIFF(HOUR, created_at, expires_at) AS h FROM sessions WHERE user_id = ?',
      user.id,
    );
    expect(Number(row?.h)).toBe(720);
    await query('UPDATE sessions SET expires_at = NOW(3) WHERE user_id = ?', user.id);
    await expectProblem(await get(`/users/${user.id}`, { cookie }), 401, 'unauthorized');
    await expectProblem(await get(`/users/${user.id}`, { authorization: `Bearer ${token}` }), 401, 'unauthorized');
  });

  it('is noted as seen once a minute, not with each request', async () => {
    const { user, cookie } = await signIn(server);
    const before = (await sessionOf(user.id))?.last_seen_at;
    for (let i = 0; i < 3; i += 1) await get(`/users/${user.id}`, { cookie });
    expect((await sessionOf(user.id))?.last_seen_at).toEqual(before);
  });
});

describe('what a request costs the database for knowing who asks', () => {
  async function statementsAbout(table: string, act: () => Promise<Response>): Promise<string[]> {
    const statements: string[] = [];
    server.proxy.onClientData((data) => {
      const text = data.toString('latin1');
      if (text.includes(table)) statements.push(text);
      return 'pass';
    });
    const response = await act();
    expect(response.status).toBe(202);
    server.proxy.onClientData(undefined);
    return statements;
  }
  const submit = (headers: Record<string, string> = {}) =>
    send(urlOf('/prime-check'), { body: { number: '7' }, headers });

  it('is nothing without a session, and with a key', async () => {
    expect(await statementsAbout('sessions', () => submit())).toEqual([]);
    expect(await statementsAbout('sessions', () => submit({ cookie: 'theme=dark' }))).toEqual([]);
    const authorization = `Bearer ${SERVICE_KEY}`;
    expect(await statementsAbout('sessions', () => submit({ authorization }))).toEqual([]);
  });

  it('is one read for a cookie and one for a token', async () => {
    const { cookie, token } = await signIn(server);
    const byCookie = await statementsAbout('sessions', () => submit({ cookie }));
    expect(byCookie).toEqual([expect.stringContaining('token_hash = ')]);
    const byToken = await statementsAbout('sessions', () => submit({ authorization: `Bearer ${token}` }));
    expect(byToken).toEqual([expect.stringContaining('WHERE id = ')]);
  });

  it('is nothing for what is the same for all', async () => {
    const { cookie } = await signIn(server);
    const statements: string[] = [];
    server.proxy.onClientData((data) => {
      if (data.includes('sessions')) statements.push(data.toString('latin1'));
      return 'pass';
    });
    for (const path of ['/', '/livez', '/metrics', '/users/login/x', '/nothing']) await get(path, { cookie });
    server.proxy.onClientData(undefined);
    expect(statements).toEqual([]);
  });
});

describe('a token', () => {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  function forge(head: object, claims: object, secret = SECRET, digest = 'sha256'): string {
    const signed = `${encode(head)}.${encode(claims)}`;
    return `${signed}.${createHmac(digest, secret).update(signed).digest('base64url')}`;
  }
  const now = () => Math.floor(Date.now() / 1_000);
  async function claimsOf(): Promise<Record<string, unknown>> {
    const { user } = await signIn(server);
    const sid = (await sessionOf(user.id))?.id;
    return { sub: user.id, sid, iss: 'ballast', aud: 'ballast-api', iat: now(), exp: now() + 60 };
  }
  const HEAD = { alg: 'HS256', typ: 'JWT' };
  const use = (token: string, claims: Record<string, unknown>) =>
    get(`/users/${claims.sub}`, { authorization: `Bearer ${token}` });

  it('signed by either secret of the list is one of ours', async () => {
    const claims = await claimsOf();
    for (const secret of [SECRET, OLD_SECRET])
      expect((await use(forge(HEAD, claims, secret), claims)).status).toBe(200);
  });

  it.each<[string, (claims: Record<string, unknown>) => string]>([
    ['with the algorithm none', (claims) => `${encode({ alg: 'none' })}.${encode(claims)}.`],
    ['with the algorithm none and a signature', (claims) => forge({ alg: 'none' }, claims)],
    ['with HS512', (claims) => forge({ alg: 'HS512' }, claims, SECRET, 'sha512')],
    ['that calls HS512 HS256', (claims) => forge(HEAD, claims, SECRET, 'sha512')],
    ['with RS256', (claims) => forge({ alg: 'RS256' }, claims)],
    ['without an algorithm', (claims) => forge({ typ: 'JWT' }, claims)],
    ['with a critical extension', (claims) => forge({ ...HEAD, crit: ['b64'], b64: false }, claims)],
    ['that brings its key along', (claims) => forge({ ...HEAD, jwk: { kty: 'oct', k: encode('x') } }, claims, '"x"')],
    ['of another issuer', (claims) => forge(HEAD, { ...claims, iss: 'ballast.evil' })],
    ['without an issuer', ({ iss: _, ...claims }) => forge(HEAD, claims)],
    ['for another audience', (claims) => forge(HEAD, { ...claims, aud: 'another-api' })],
    ['without an audience', ({ aud: _, ...claims }) => forge(HEAD, claims)],
    ['that is over', (claims) => forge(HEAD, { ...claims, iat: now() - 120, exp: now() - 1 })],
    ['that never ends', ({ exp: _, ...claims }) => forge(HEAD, claims)],
    ['that begins later', (claims) => forge(HEAD, { ...claims, nbf: now() + 60 })],
    ['signed with another secret', (claims) => forge(HEAD, claims, 'another-secret')],
    ['signed with nothing', (claims) => forge(HEAD, claims, '')],
    ['of no session', ({ sid: _, ...claims }) => forge(HEAD, claims)],
    [
      'of a session that never was',
      (claims) => forge(HEAD, { ...claims, sid: '0198c0de-0000-7000-8000-000000000000' }),
    ],
    ['of a session that is a list', (claims) => forge(HEAD, { ...claims, sid: [claims.sid] })],
    [
      'whose claims were changed',
      (claims) => forge(HEAD, claims).replace(/\.[\w-]+\./, `.${encode({ ...claims, exp: now() + 9_999 })}.`),
    ],
  ])('%s is refused with 401', async (_what, make) => {
    const claims = await claimsOf();
    const response = await use(make(claims), claims);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    await expectProblem(response, 401, 'unauthorized');
  });

  it('of one user in the session of another is refused', async () => {
    const [one, other] = [await claimsOf(), await claimsOf()];
    await expectProblem(await use(forge(HEAD, { ...one, sub: other.sub }), other), 401, 'unauthorized');
  });

  it('is refused on routes that are open to all as well: nobody is taken for somebody else in silence', async () => {
    const response = await get('/prime-check', { authorization: 'Bearer nonsense' });
    await expectProblem(response, 401, 'unauthorized');
  });

  it('of a user, or a service’s key, opens nothing of the operators’', async () => {
    const { cookie, token } = await signIn(server);
    for (const headers of [
      { cookie },
      { authorization: `Bearer ${token}` },
      { authorization: `Bearer ${SERVICE_KEY}` },
    ]) {
      await expectProblem(await get('/api/dlq/messages', headers), 401, 'unauthorized');
    }
  });
});

describe('a page of another site', () => {
  const EVIL = { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' };

  it('cannot act by a visitor’s cookie, with whatever it sends', async () => {
    const { user, cookie } = await signIn(server);
    const before = await countRows(server.database.db, 'prime_checks');
    const sent = [
      send(urlOf('/prime-check'), { body: { number: '7' }, headers: { cookie, ...EVIL } }),
      send(urlOf('/users/logout'), { headers: { cookie, ...EVIL } }),
      send(urlOf('/users/logout'), { headers: { cookie, origin: 'https://evil.example' } }),
      send(urlOf('/users/logout'), { headers: EVIL }),
      send(urlOf('/api/session'), { body: { key: TEST_KEYS.admin }, headers: EVIL }),
      send(urlOf('/api/session'), { method: 'DELETE', headers: EVIL }),
    ];
    for (const response of await Promise.all(sent)) {
      expect(response.headers.getSetCookie()).toEqual([]);
      await expectProblem(response, 403, 'forbidden');
    }
    expect(await countRows(server.database.db, 'prime_checks')).toBe(before);
    expect((await get(`/users/${user.id}`, { cookie })).status).toBe(200);
  });

  it('cannot send what a form can send', async () => {
    const { cookie } = await signIn(server);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const headers = { cookie, 'content-type': type };
      const response = await fetch(urlOf('/prime-check'), { method: 'POST', body: '{"number":"7"}', headers });
      await expectProblem(response, 415, 'unsupported_media_type');
    }
  });

  it('may act with a token that it was given', async () => {
    const { token } = await signIn(server);
    const headers = { authorization: `Bearer ${token}`, ...EVIL };
    expect((await send(urlOf('/prime-check'), { body: { number: '7' }, headers })).status).toBe(202);
  });

  it('is told from a page of ours by an older browser’s Origin', async () => {
    const { cookie } = await signIn(server);
    const headers = { cookie, origin: server.app.url };
    expect((await send(urlOf('/prime-check'), { body: { number: '7' }, headers })).status).toBe(202);
  });
});

describe('an operator’s session', () => {
  const start = (key: string, headers: Record<string, string> = {}) =>
    send(urlOf('/api/session'), { body: { key }, headers });

  it('is made from a key, in a cookie with exactly these attributes, and acts in its name', async () => {
    const response = await start(TEST_KEYS.operator);
    expect([response.status, await response.json()]).toEqual([
      200,
      { operator: { name: 'the-operator', role: 'operator' } },
    ]);
    const set = response.headers.getSetCookie();
    expect(set).toHaveLength(1);
    expect(set[0]).toMatch(
      /^__Host-ballast-operator=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Strict$/,
    );
    const cookie = cookieOf(response);

    expect((await get('/api/dlq/messages', { cookie })).status).toBe(200);
    const view = { name: 'mine', query: 'status:pending' };
    const saved = await send(urlOf('/api/dlq/views'), { body: view, headers: { cookie } });
    expect(saved.status, await saved.clone().text()).toBe(201);
    const [entry] = await query("SELECT actor FROM audit_log WHERE act = 'view.save' ORDER BY seq DESC LIMIT 1");
    expect(entry?.actor).toBe('the-operator');
    await expectProblem(
      await send(urlOf('/api/dlq/rules/switch'), { body: {}, headers: { cookie } }),
      403,
      'forbidden',
    );
    await expectProblem(
      await send(urlOf('/api/dlq/views'), { body: view, headers: { cookie, 'sec-fetch-site': 'same-site' } }),
      403,
      'forbidden',
    );
    expect(server.app.logs.join('\n')).not.toContain(TEST_KEYS.operator);
  });

  it('is shown beside a user’s, and each ends by itself', async () => {
    const { user, cookie } = await signIn(server);
    const operator = cookieOf(await start(TEST_KEYS.viewer));
    const both = { cookie: `${cookie}; ${operator}` };
    const who = async (headers: Record<string, string>) => (await get('/api/session', headers)).json();
    expect(await who(both)).toEqual({ user, operator: { name: 'the-viewer', role: 'viewer' } });
    expect(await who({})).toEqual({});
    expect(await who({ authorization: `Bearer ${TEST_KEYS.admin}` })).toEqual({
      operator: { name: 'the-admin', role: 'admin' },
    });

    const ended = await send(urlOf('/api/session'), { method: 'DELETE', headers: both });
    expect(ended.status).toBe(204);
    expect(ended.headers.getSetCookie()[0]).toMatch(/^__Host-ballast-operator=; Max-Age=0; Path=\/;.*SameSite=Strict$/);
    expect(await who(both)).toEqual({ user });
    await expectProblem(await get('/api/dlq/messages', { cookie: operator }), 401, 'unauthorized');
    const acts = await query("SELECT act FROM audit_log WHERE actor = 'the-viewer' ORDER BY seq");
    expect(acts.map(({ act }) => act).slice(-2)).toEqual(['session.start', 'session.end']);
  });

  it('is over after an hour without a request, and after twelve in any case', async () => {
    const cookie = cookieOf(await start(TEST_KEYS.admin));
    const other = cookieOf(await start(TEST_KEYS.admin));
    const [row] = await query(
      'SELECT id, TIMESTAMPDIFF(HOUR, created_at, expires_at) AS h FROM sessions WHERE operator_key_hash IS NOT NULL ORDER BY id DESC LIMIT 1',
    );
    expect(Number(row?.h)).toBe(12);
    await query('UPDATE sessions SET last_seen_at = NOW(3) - INTERVAL 59 MINUTE WHERE operator_key_hash IS NOT NULL');
    expect((await get('/api/dlq/messages', { cookie })).status).toBe(200);
    await query('UPDATE sessions SET last_seen_at = NOW(3) - INTERVAL 60 MINUTE WHERE operator_key_hash IS NOT NULL');
    await expectProblem(await get('/api/dlq/messages', { cookie }), 401, 'unauthorized');
    await query('UPDATE sessions SET last_seen_at = NOW(3), expires_at = NOW(3) WHERE id = ?', row?.id);
    await expectProblem(await get('/api/dlq/messages', { cookie: other }), 401, 'unauthorized');
  });

  it('ends with its key, and has the role that the key has now', async () => {
    const [viewer, admin] = [cookieOf(await start(TEST_KEYS.viewer)), cookieOf(await start(TEST_KEYS.admin))];
    const keys = ADMIN_API_KEYS.replace(`the-viewer:viewer:${TEST_KEYS.viewer},`, '').replace(
      'the-admin:admin',
      'renamed:viewer',
    );
    expect(keys).not.toContain(TEST_KEYS.viewer);
    const app = await server.restartWith({ ADMIN_API_KEYS: keys });
    const there = (path: string, cookie: string) => send(`${app.url}${path}`, { method: 'GET', headers: { cookie } });
    await expectProblem(await there('/api/dlq/messages', viewer), 401, 'unauthorized');
    expect(await (await there('/api/session', admin)).json()).toEqual({
      operator: { name: 'renamed', role: 'viewer' },
    });
    await app.stop();
  });

  it('is no user’s: its cookie under the other name is none', async () => {
    const operator = cookieOf(await start(TEST_KEYS.admin));
    const user = await signIn(server);
    const swap = (cookie: string, from: string, to: string) => cookie.replace(from, to);
    await expectProblem(
      await get('/api/dlq/messages', { cookie: swap(user.cookie, 'session', 'operator') }),
      401,
      'unauthorized',
    );
    const asUser = swap(operator, 'operator', 'session');
    expect(await (await get('/api/session', { cookie: asUser })).json()).toEqual({});
  });
});

describe('keys that are not known', () => {
  it('are refused, audited once for many, and never shown', async () => {
    const refusals = () => countRows(server.database.db, 'audit_log', "act = 'session.refuse'");
    const before = await refusals();
    for (let i = 0; i < 10; i += 1) {
      const response = await send(urlOf('/api/session'), { body: { key: `wrong-key-${i}` } });
      expect(response.headers.getSetCookie()).toEqual([]);
      await expectProblem(response, 401, 'unauthorized');
      const other = await get('/api/dlq/messages', { authorization: `Bearer wrong-key-${i}` });
      await expectProblem(other, 401, 'unauthorized');
    }
    expect((await refusals()) - before).toBeLessThanOrEqual(1);
    const [entry] = await query("SELECT * FROM audit_log WHERE act = 'session.refuse' ORDER BY seq DESC LIMIT 1");
    expect(entry).toMatchObject({ actor: 'ip:127.0.0.1', outcome: 'refused', target_type: 'session' });
    expect(JSON.stringify(entry)).not.toContain('wrong-key');
    expect(server.app.logs.join('\n')).not.toContain('wrong-key');
  });

  it.each([{}, { key: '' }, { key: 'x'.repeat(257) }, { key: ['a'] }, { key: null }])(
    '%j is refused with 400',
    async (body) => {
      await expectProblem(await send(urlOf('/api/session'), { body }), 400, 'invalid_request');
    },
  );

  it('leave the audit’s chain whole', async () => {
    const checked = (await (await ask(urlOf('/api/dlq/audit/verify'))).json()) as object;
    expect(checked).toMatchObject({ is_intact: true });
  });
});

it('a sign-up does not sign in, and an account without a session is nobody', async () => {
  const response = await send(urlOf('/users'), { body: { name: 'New', email: 'new@reader.example' } });
  expect([response.status, response.headers.getSetCookie()]).toEqual([201, []]);
  const user = await signUp(server);
  await expectProblem(await get(`/users/${user.id}`, {}), 401, 'unauthorized');
});
