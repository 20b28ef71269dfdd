import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  type TestDatabase,
} from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEYS, ask, expectProblem, TEST_KEYS } from './admin-requests.ts';

let database: TestDatabase;
let app: AppProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  const account = await database.account('web-server');
  app = await startApp('web-server', {
    ...appEnvironment({ database: account, namespace: createNamespace() }),
    ADMIN_API_KEYS,
  });
  await app.ready();
});
afterAll(async () => {
  await app?.stop();
  await database?.drop();
});

describe('the operators’ routes', () => {
  it('say 401 and what to send to who has no key, and to who has a wrong one', async () => {
    const url = `${app.url}/api/dlq/messages`;
    const none = await fetch(url);
    expect(none.headers.get('www-authenticate')).toBe('Bearer realm="ballast"');
    await expectProblem(none, 401, 'unauthorized');

    for (const authorization of ['Bearer wrong', 'Basic YTpi', `${TEST_KEYS.admin}`, `Bearer ${TEST_KEYS.admin}x`]) {
      const wrong = await fetch(url, { headers: { authorization } });
      expect(wrong.headers.get('www-authenticate')).toContain('error="invalid_token"');
      await expectProblem(wrong, 401, 'unauthorized');
    }
  });

  it('let the holder of a key in, however the scheme is written', async () => {
    const headers = { authorization: `bearer ${TEST_KEYS.viewer}` };
    expect((await fetch(`${app.url}/api/dlq/messages`, { headers })).status).toBe(200);
  });

  it('are described with their key, and the other routes without', async () => {
    const { paths, components } = (await (await fetch(`${app.url}/openapi.json`)).json()) as {
      paths: Record<string, Record<string, { security?: object[] }>>;
      components: { securitySchemes: object };
    };
    expect(components.securitySchemes).toMatchObject({ adminKey: { type: 'http', scheme: 'bearer' } });
    expect(paths['/api/dlq/messages']?.get?.security).toEqual([{ adminKey: [] }, { operatorSession: [] }]);
    expect(paths['/prime-check']?.post?.security).toContainEqual({});
    for (const [path, operations] of Object.entries(paths)) {
      // The token of a link in a mail is all that these ask for.
      if (!path.startsWith('/api/') || /^\/api\/(mail-stops|sign-in-links)\//.test(path)) continue;
      for (const { security } of Object.values(operations)) expect(security, path).toBeDefined();
    }
  });

  it('leave no key in the logs', async () => {
    await ask(`${app.url}/api/dlq/messages?q=)`);
    await fetch(`${app.url}/api/dlq/messages`, { headers: { authorization: 'Bearer wrong-key-8f' } });
    expect(app.logs.join('\n')).not.toMatch(new RegExp([...Object.values(TEST_KEYS), 'wrong-key-8f'].join('|')));
  });
});
