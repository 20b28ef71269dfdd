import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, expectProblem, type TEST_KEYS } from './admin-requests.ts';
import { type OperatorServer, startOperatorServer } from './operator-server.ts';

type Role = keyof typeof TEST_KEYS;

const ID = '0198c0de-0000-7000-8000-000000000000';
/** Every route that needs a key, and the least role that may use it. */
const ROUTES: readonly (readonly [Role, string, string])[] = [
  ['viewer', 'GET', '/api/dlq/messages'],
  ['viewer', 'GET', '/api/dlq/messages/count'],
  ['viewer', 'GET', '/api/dlq/messages/{id}'],
  ['viewer', 'GET', '/api/dlq/stats'],
  ['viewer', 'GET', '/api/dlq/groups'],
  ['viewer', 'GET', '/api/dlq/jobs'],
  ['viewer', 'GET', '/api/dlq/jobs/{id}'],
  ['viewer', 'GET', '/api/dlq/rules'],
  ['viewer', 'POST', '/api/dlq/rules/try'],
  ['viewer', 'GET', '/api/dlq/views'],
  ['viewer', 'GET', '/api/dlq/audit'],
  ['viewer', 'GET', '/api/dlq/audit/export'],
  ['viewer', 'GET', '/api/dlq/audit/verify'],
  ['viewer', 'GET', '/prime-check/{id}/timeline'],
  ['viewer', 'GET', '/api/events'],
  ['viewer', 'GET', '/api/system'],
  ['viewer', 'GET', '/api/breakers'],
  ['viewer', 'GET', '/api/workers'],
  ['viewer', 'GET', '/api/streams'],
  ['viewer', 'GET', '/api/streams/{name}'],
  ['viewer', 'GET', '/api/ledger'],
  ['viewer', 'GET', '/api/ledger/verify'],
  ['viewer', 'GET', '/api/limits'],
  ['viewer', 'GET', '/api/limits/buckets'],
  ['viewer', 'GET', '/api/limits/top'],
  ['operator', 'POST', '/api/dlq/reprocess'],
  ['operator', 'POST', '/api/dlq/jobs'],
  ['operator', 'POST', '/api/dlq/jobs/{id}/pause'],
  ['operator', 'POST', '/api/dlq/jobs/{id}/resume'],
  ['operator', 'POST', '/api/dlq/jobs/{id}/cancel'],
  ['operator', 'DELETE', '/api/dlq/discard'],
  ['operator', 'POST', '/api/dlq/undo'],
  ['operator', 'POST', '/api/dlq/messages/{id}/edit'],
  ['operator', 'POST', '/api/dlq/groups/{fingerprint}'],
  ['operator', 'POST', '/api/dlq/views'],
  ['operator', 'PUT', '/api/dlq/views/{name}'],
  ['operator', 'DELETE', '/api/dlq/views/{name}'],
  ['operator', 'POST', '/api/limits/reset'],
  ['admin', 'PUT', '/api/limits/{policy}'],
  ['admin', 'POST', '/api/dlq/rules'],
  ['admin', 'PATCH', '/api/dlq/rules/{name}'],
  ['admin', 'DELETE', '/api/dlq/rules/{name}'],
  ['admin', 'POST', '/api/dlq/rules/switch'],
  ['admin', 'POST', '/api/keys/rotate'],
  ['admin', 'POST', '/api/streams/{name}/purge'],
];
const WEAKER: Record<Role, readonly Role[]> = { viewer: [], operator: ['viewer'], admin: ['viewer', 'operator'] };

let server: OperatorServer;
beforeAll(async () => {
  server = await startOperatorServer();
});
afterAll(() => server?.close());

const urlOf = (path: string) => `${server.app.url}${path.replace(/\{\w+\}/, ID)}`;

it('are these, and every one is described with its key', async () => {
  const { paths } = (await (await fetch(`${server.app.url}/openapi.json`)).json()) as {
    paths: Record<string, Record<string, { security?: object[]; description?: string }>>;
  };
  const secured = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { security, description }]) => {
      const role = /^Role: (\w+)/.exec(description ?? '')?.[1];
      if (role !== undefined) expect(security).toContainEqual({ adminKey: [] });
      return role === undefined ? [] : [[role, method.toUpperCase(), path]];
    }),
  );
  const byRoute = (a: readonly unknown[], b: readonly unknown[]) => (`${a}` < `${b}` ? -1 : 1);
  expect(secured.toSorted(byRoute)).toEqual(ROUTES.toSorted(byRoute));
});

describe.each(ROUTES)('for a %s: %s %s', (role, method, path) => {
  const body = method === 'GET' ? undefined : {};

  it('needs a key', async () => {
    // The one that a caller on this machine may use without: through a proxy it may not.
    const through = path === '/api/ledger' ? { 'x-forwarded-for': '203.0.113.7' } : {};
    const response = await fetch(urlOf(path), { method, headers: through });
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    await expectProblem(response, 401, 'unauthorized');
  });

  it('needs a known key', async () => {
    const response = await fetch(urlOf(path), { method, headers: { authorization: 'Bearer unknown' } });
    await expectProblem(response, 401, 'unauthorized');
  });

  it('needs the role, before anything of the body is looked at', async () => {
    for (const as of WEAKER[role]) {
      const detail = await expectProblem(await ask(urlOf(path), { method, body, as }), 403, 'forbidden');
      expect(detail).toContain(`needs the role ${role}`);
    }
  });

  it('lets the role in', async () => {
    const { status } = await ask(urlOf(path), { method, body, as: role });
    expect([200, 400, 404, 409]).toContain(status);
  });
});

it('shows the ledger to a caller on this machine without a key', async () => {
  expect((await fetch(`${server.app.url}/api/ledger`)).status).toBe(200);
});

describe('to a caller on this machine that asks for', () => {
  const statusFor = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      get(`${server.app.url}/api/ledger`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).on('error', reject);
    });

  it.each(['localhost', 'LOCALHOST:8080', '127.0.0.1', '127.0.0.1:1', '[::1]', '[::1]:8080'])(
    '%s it is shown',
    async (host) => {
      expect(await statusFor(host)).toBe(200);
    },
  );

  it.each([
    'ballast.example.com',
    'localhost.example.com',
    '127.0.0.1.example.com',
    '127.0.0.1:80@example.com',
    '203.0.113.7:8080',
  ])('%s it is not: a proxy or a page of another site asks', async (host) => {
    expect(await statusFor(host)).toBe(401);
  });
});
