import type { RowDataPacket } from '@ballast/database';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieOf, insertLink, send, signIn } from './account-requests.ts';
import { ask, expectProblem } from './admin-requests.ts';
import { countRows } from './count-rows.ts';
import { type KeyedServer, startKeyedServer } from './keyed-server.ts';

let server: KeyedServer;
beforeAll(async () => {
  server = await startKeyedServer();
});
afterAll(() => server?.close());

const NOBODY = '0198c0de-0000-7000-8000-000000000000';
const urlOf = (path: string) => `${server.app.url}${path}`;
const endAll = (userId: string, headers: Record<string, string> = {}) =>
  send(urlOf(`/users/${userId}/sessions`), { method: 'DELETE', headers });
const me = (userId: string, headers: Record<string, string>) =>
  send(urlOf(`/users/${userId}`), { method: 'GET', headers });

async function lastEnd(userId: string) {
  const [[entry]] = await server.database.db.pool.query<RowDataPacket[]>(
    "SELECT actor, outcome, details FROM audit_log WHERE act = 'session.end' AND target_id = ? ORDER BY seq DESC LIMIT 1",
    [userId],
  );
  return entry && { ...entry, details: JSON.parse(String(entry.details)) };
}

describe('DELETE /users/:id/sessions', () => {
  it('ends every session of the user, its tokens and unused links, is audited, and leaves others alone', async () => {
    const [one, other] = [await signIn(server), await signIn(server)];
    const elsewhere = cookieOf(await send(urlOf(`/users/login/${await insertLink(server, one.user.id)}`)));
    const link = await insertLink(server, one.user.id);
    const response = await endAll(one.user.id, { cookie: one.cookie });
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()[0]).toMatch(/^__Host-ballast-session=;/);
    for (const headers of [
      { cookie: one.cookie },
      { cookie: elsewhere },
      { authorization: `Bearer ${one.token}` },
    ] as Record<string, string>[]) {
      await expectProblem(await me(one.user.id, headers), 401, 'unauthorized');
    }
    await expectProblem(await send(urlOf(`/users/login/${link}`)), 404, 'not_found');
    expect(await countRows(server.database.db, 'sessions', 'user_id = ?', one.user.id)).toBe(0);
    expect((await me(other.user.id, { cookie: other.cookie })).status).toBe(200);
    expect(await lastEnd(one.user.id)).toMatchObject({
      actor: `user:${one.user.id}`,
      outcome: 'done',
      details: { sessions: 2 },
    });
  });

  it('is done with a token as well, and by an admin for anybody', async () => {
    const [one, other] = [await signIn(server), await signIn(server)];
    expect((await endAll(one.user.id, { authorization: `Bearer ${one.token}` })).status).toBe(204);
    await expectProblem(await me(one.user.id, { cookie: one.cookie }), 401, 'unauthorized');
    const url = urlOf(`/users/${other.user.id}/sessions`);
    expect((await ask(url, { method: 'DELETE', as: 'admin' })).status).toBe(204);
    await expectProblem(await me(other.user.id, { cookie: other.cookie }), 401, 'unauthorized');
    expect(await lastEnd(other.user.id)).toMatchObject({ actor: 'the-admin', details: { sessions: 1 } });
    const nobodys = await ask(urlOf(`/users/${NOBODY}/sessions`), { method: 'DELETE', as: 'admin' });
    await expectProblem(nobodys, 404, 'not_found');
  });

  it('is refused to everybody else, who learns nothing of the account', async () => {
    const [one, other] = [await signIn(server), await signIn(server)];
    for (const id of [one.user.id, NOBODY]) {
      await expectProblem(await endAll(id), 401, 'unauthorized');
      await expectProblem(await endAll(id, { cookie: other.cookie }), 404, 'not_found');
      for (const as of ['viewer', 'operator'] as const) {
        await expectProblem(await ask(urlOf(`/users/${id}/sessions`), { method: 'DELETE', as }), 403, 'forbidden');
      }
    }
    const foreign = await endAll(one.user.id, { cookie: one.cookie, 'sec-fetch-site': 'cross-site' });
    await expectProblem(foreign, 403, 'forbidden');
    expect((await me(one.user.id, { cookie: one.cookie })).status).toBe(200);
  });

  it('leaves no session behind that a link begins at the same time', async () => {
    const { user, cookie } = await signIn(server);
    const links = await Promise.all([1, 2, 3].map(() => insertLink(server, user.id)));
    const [ended, ...answers] = await Promise.all([
      endAll(user.id, { cookie }),
      ...links.map((link) => send(urlOf(`/users/login/${link}`))),
    ]);
    expect(ended?.status).toBe(204);
    // A link that came first is in, and out again; one that came after does not work any more.
    expect(answers.every(({ status }) => status === 200 || status === 404)).toBe(true);
    expect(await countRows(server.database.db, 'sessions', 'user_id = ?', user.id)).toBe(0);
  });
});
