import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  type TestDatabase,
} from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADMIN_API_KEYS, ask } from '../admin-requests.ts';
import { request, sendRaw } from './raw-connection.ts';

const FRIEND = 'https://app.example.com';

let database: TestDatabase;
/** Reached by https, as it says, behind a proxy at 127.0.0.9, with a friend and a contact. */
let behindHttps: AppProcess;
/** As it comes. */
let plain: AppProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  const account = await database.account('web-server');
  const start = (env: Record<string, string>) =>
    startApp('web-server', {
      ...appEnvironment({ database: account, namespace: createNamespace() }),
      ADMIN_API_KEYS,
      ...env,
    });
  [behindHttps, plain] = await Promise.all([
    start({
      PUBLIC_URL: 'https://ballast.example.com',
      CORS_ALLOWED_ORIGINS: FRIEND,
      SECURITY_CONTACT: 'mailto:security@example.com,https://example.com/report',
      TRUSTED_PROXY_CIDRS: '127.0.0.9',
    }),
    start({}),
  ]);
  await Promise.all([behindHttps.ready(), plain.ready()]);
});
afterAll(async () => {
  await Promise.all([behindHttps?.stop(), plain?.stop()]);
  await database?.drop();
});

describe('every answer says how it may be used', () => {
  it.each([
    ['data', '/prime-check', 200],
    ['a route of operators', '/api/system', 200],
    ['something that is not there', '/nowhere', 404],
    ['a wrong query', '/prime-check?limit=x', 400],
    ['a path that is not validly encoded', '/prime-check/%zz', 400],
  ])('%s', async (_what, path, status) => {
    const { headers, status: answered } = await ask(`${plain.url}${path}`);
    expect(answered).toBe(status);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  });

  it('a page loads nothing but its own files, inline nothing, and is in no frame', async () => {
    for (const path of ['/', '/results/x']) {
      const { headers } = await fetch(`${plain.url}${path}`);
      const policy = headers.get('content-security-policy') ?? '';
      for (const directive of [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
      ]) {
        expect(policy.split(';')).toContain(directive);
      }
      expect(policy).not.toMatch(/unsafe|\*|https?:/);
      expect(headers.get('permissions-policy')).toContain('camera=()');
    }
  });

  it('the description at /docs has a policy of its own, without anything inline', async () => {
    const { headers } = await fetch(`${plain.url}/docs/`);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https:/);
  });

  it('browsers are told to stay with https where visitors come by it, and nowhere else', async () => {
    const secure = await fetch(`${behindHttps.url}/`);
    expect(secure.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
    expect(secure.headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
    const insecure = await fetch(`${plain.url}/`);
    expect(insecure.headers.get('strict-transport-security')).toBeNull();
    expect(insecure.headers.get('content-security-policy')).not.toContain('upgrade-insecure-requests');
  });

  it('what depends on who asks is in no cache, whatever becomes of it', async () => {
    const paths = ['/prime-check', '/api/session', '/api/dlq/messages', '/api/limits', '/nowhere'];
    for (const path of paths) {
      for (const as of ['viewer', null] as const) {
        const { headers } = await ask(`${plain.url}${path}`, { as });
        expect(headers.get('cache-control'), path).toBe('no-store');
      }
    }
  });
});

describe('pages of other origins', () => {
  const from = (app: AppProcess, origin: string, init: RequestInit = {}) =>
    fetch(`${app.url}/prime-check`, { ...init, headers: { ...init.headers, origin } });
  const preflight = (app: AppProcess, origin: string) =>
    from(app, origin, {
      method: 'OPTIONS',
      headers: {
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,idempotency-key',
      },
    });

  it('read answers where their origin is listed, with the headers that matter, and never with cookies', async () => {
    const allowed = await preflight(behindHttps, FRIEND);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(allowed.headers.get('access-control-allow-methods')).toContain('POST');
    expect(allowed.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('idempotency-key');
    const answer = await from(behindHttps, FRIEND);
    expect(answer.headers.get('access-control-allow-origin')).toBe(FRIEND);
    expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin');
    for (const name of ['Location', 'Retry-After', 'Idempotency-Replayed', 'RateLimit', 'X-RateLimit-Remaining']) {
      expect(answer.headers.get('access-control-expose-headers')).toContain(name);
    }
    for (const { headers } of [allowed, answer]) expect(headers.get('access-control-allow-credentials')).toBeNull();
  });

  it.each([
    'https://evil.example',
    'null',
    'https://app.example.com.evil.example',
    'http://app.example.com',
    'https://app.example.com:444',
  ])('read nothing where it is %s', async (origin) => {
    for (const app of [behindHttps, plain]) {
      for (const answer of [await preflight(app, origin), await from(app, origin)]) {
        expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      }
      expect((await preflight(app, origin)).status).toBe(405);
    }
  });

  it('read nothing by default', async () => {
    expect((await from(plain, FRIEND)).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('/.well-known/security.txt', () => {
  it('says whom to tell, and until when that is true', async () => {
    const response = await fetch(`${behindHttps.url}/.well-known/security.txt`);
    const text = await response.text();
    expect(response.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text).toMatch(/^Contact: mailto:security@example\.com\nContact: https:\/\/example\.com\/report\n/);
    expect(text).toContain('Canonical: https://ballast.example.com/.well-known/security.txt\n');
    const expires = new Date(/^Expires: (.*)$/m.exec(text)?.[1] ?? '').getTime() - Date.now();
    expect(expires).toBeGreaterThan(30 * 86_400_000);
    expect(expires).toBeLessThan(365 * 86_400_000);
  });

  it('is not there without a contact', async () => {
    expect((await fetch(`${plain.url}/.well-known/security.txt`)).status).toBe(404);
  });
});

describe('/metrics', () => {
  it.each(['x-forwarded-for', 'forwarded', 'via', 'x-real-ip', 'x-forwarded-host'])(
    'is not for what a proxy passes on that is not known, which %s gives away',
    async (name) => {
      for (const app of [plain, behindHttps]) {
        expect((await fetch(`${app.url}/metrics`, { headers: { [name]: '127.0.0.1' } })).status).toBe(403);
      }
      expect((await fetch(`${plain.url}/metrics`)).status).toBe(200);
    },
  );

  it('is for the client that a known proxy names, if that may see it', async () => {
    const through = async (headers: Record<string, string>) =>
      (await sendRaw(behindHttps.port, request('GET /metrics HTTP/1.1', headers), { from: '127.0.0.9' })).statuses[0];
    expect(await through({ 'X-Forwarded-For': '203.0.113.7' })).toBe(403);
    expect(await through({ 'X-Forwarded-For': '10.1.2.3, 203.0.113.7' })).toBe(403);
    expect(await through({ 'X-Forwarded-For': '10.1.2.3' })).toBe(200);
    // The proxy does not say for whom: its own address is not the client's.
    expect(await through({ Via: '1.1 proxy' })).toBe(403);
  });
});
