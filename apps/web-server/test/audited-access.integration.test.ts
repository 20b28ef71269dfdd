import type { RowDataPacket } from '@ballast/database';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { send, signIn, signUp } from './account-requests.ts';
import { ask, expectProblem } from './admin-requests.ts';
import { countRows } from './count-rows.ts';
import { type KeyedServer, startKeyedServer } from './keyed-server.ts';

let server: KeyedServer;
beforeAll(async () => {
  server = await startKeyedServer({ TRUSTED_PROXY_CIDRS: '127.0.0.1/32' });
});
afterAll(() => server?.close());

const urlOf = (path: string) => `${server.app.url}${path}`;
const entriesOf = async (act: string, actor = '%') => {
  const [rows] = await server.database.db.pool.query<RowDataPacket[]>(
    'SELECT actor, target_type, target_id, outcome, details FROM audit_log WHERE act = ? AND actor LIKE ? ORDER BY seq',
    [act, actor],
  );
  return rows.map(({ actor: who, target_type, target_id, outcome, details }) => ({
    actor: who,
    target_type,
    target_id,
    outcome,
    details: JSON.parse(String(details)),
  }));
};

it('a token whose session is over is no guess', async () => {
  const { token, cookie } = await signIn(server);
  await send(urlOf('/users/logout'), { headers: { cookie } });
  const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.8' };
  await expectProblem(await send(urlOf('/prime-check'), { method: 'GET', headers }), 401, 'unauthorized');
  expect(await entriesOf('session.refuse', 'ip:203.0.113.8')).toEqual([]);
});

it('a key that nobody has is noted on a route that needs none, and for many once', async () => {
  const headers = { authorization: 'Bearer guessed-key', 'x-forwarded-for': '203.0.113.7' };
  for (const path of ['/api/session', '/prime-check', '/api/session']) {
    const response = await send(urlOf(path), { method: 'GET', headers });
    await expectProblem(response, 401, 'unauthorized');
  }
  const [entry, ...more] = await entriesOf('session.refuse', 'ip:203.0.113.7');
  expect(entry).toMatchObject({ target_type: 'session', target_id: 'operator', outcome: 'refused' });
  expect(more).toEqual([]);
});

it('a key with too little of a role is noted by name, once for each route', async () => {
  const user = await signUp(server);
  for (let i = 0; i < 3; i += 1) {
    await expectProblem(
      await ask(urlOf('/api/keys/rotate'), { method: 'POST', body: {}, as: 'viewer' }),
      403,
      'forbidden',
    );
    await expectProblem(await ask(urlOf(`/users/${user.id}`), { as: 'operator' }), 403, 'forbidden');
  }
  const entry = { target_type: 'route', outcome: 'refused' };
  const [first, second, ...more] = await entriesOf('access.refuse');
  expect(first).toMatchObject({
    ...entry,
    actor: 'the-viewer',
    target_id: 'POST /api/keys/rotate',
    details: { role: 'viewer', needed: 'admin' },
  });
  expect(second).toMatchObject({
    ...entry,
    actor: 'the-operator',
    target_id: expect.stringMatching(/^GET \/users\/:id/),
  });
  expect(more).toEqual([]);
});

it('an admin who reads somebody’s address is noted every time, and who reads the own one is not', async () => {
  const { user, cookie } = await signIn(server);
  expect((await send(urlOf(`/users/${user.id}`), { method: 'GET', headers: { cookie } })).status).toBe(200);
  expect((await ask(urlOf(`/users/${user.id}`))).status).toBe(200);
  expect((await ask(urlOf(`/users/get?id=${user.id}`))).status).toBe(200);
  await expectProblem(await ask(urlOf('/users/0198c0de-0000-7000-8000-000000000000')), 404, 'not_found');
  const entry = { actor: 'the-admin', target_type: 'user', target_id: user.id, outcome: 'done', details: {} };
  expect((await entriesOf('user.read')).filter(({ target_id }) => target_id === user.id)).toEqual([entry, entry]);
});

it('an address that an admin asks for is not shown when that cannot be noted', async () => {
  const user = await signUp(server);
  server.proxy.onClientData((data) => (data.includes('INSERT INTO audit_log') ? 'cut_before' : 'pass'));
  const response = await ask(urlOf(`/users/${user.id}`));
  server.proxy.onClientData(undefined);
  expect(await expectProblem(response, 503, 'unavailable')).not.toContain(user.email);
  expect(await countRows(server.database.db, 'audit_log', "act = 'user.read' AND target_id = ?", user.id)).toBe(0);
});
