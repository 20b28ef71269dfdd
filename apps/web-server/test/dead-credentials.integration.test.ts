import { randomBytes } from 'node:crypto';
import { until } from '@ballast/testkit';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insertLink, send, signIn } from './account-requests.ts';
import { TEST_KEYS } from './admin-requests.ts';
import { type KeyedServer, startKeyedServer } from './keyed-server.ts';
import { untilRedisIsUsed } from './limit-store.ts';
import { limitsOf } from './limited-server.ts';

const JWT_SECRET = 'jwt-secret-of-the-tests-of-dead-credentials';
const DEFAULT_LIMIT = 10;

let server: KeyedServer;
beforeAll(async () => {
  server = await startKeyedServer({
    JWT_SECRET,
    RATE_LIMIT_ENABLED: 'true',
    // Patient with Redis: what must not be guessed is refused where its answer comes late.
    RATE_LIMIT_DEADLINE_MS: '20000',
    RATE_LIMIT_AUTO_SCALING: 'false',
    RATE_LIMIT_DEFAULT_LIMIT: String(DEFAULT_LIMIT),
    // One address may sign in for all tests.
    RATE_LIMIT_SIGN_IN_PER_IP: '100',
    RATE_LIMIT_SIGN_IN_PER_IP_PER_HOUR: '100',
    TRUSTED_PROXY_CIDRS: '127.0.0.1',
  });
  await untilRedisIsUsed(server.app.url);
});
afterAll(() => server?.close());

function get(address: string, headers: Record<string, string>, path = '/api/session'): Promise<Response> {
  return send(`${server.app.url}${path}`, { method: 'GET', headers: { 'x-forwarded-for': address, ...headers } });
}

/** How often sessions are looked for while something is done. */
async function readsOfSessions(act: () => Promise<void>): Promise<number> {
  let reads = 0;
  server.proxy.onClientData((data) => {
    reads += data.toString('latin1').split('FROM sessions').length - 1;
    return 'pass';
  });
  try {
    await act();
  } finally {
    server.proxy.onClientData(undefined);
  }
  return reads;
}

const newCookie = () => `__Host-ballast-operator=${randomBytes(32).toString('base64url')}`;

describe('a cookie that stands for no session', () => {
  it.each(['__Host-ballast-session=rubbish', `__Host-ballast-operator=${'x'.repeat(200)}`])(
    'is not looked for where it can be none: %s',
    async (cookie) => {
      const reads = await readsOfSessions(async () => {
        const answer = await get('198.51.100.1', { cookie });
        expect(answer.status).toBe(200);
        expect(answer.headers.getSetCookie()[0]).toContain('=; Max-Age=0;');
      });
      expect(reads).toBe(0);
    },
  );

  it.each(['__Host-ballast-session', '__Host-ballast-operator'])('is looked for once in a while: %s', async (name) => {
    const cookie = `${name}=${randomBytes(32).toString('base64url')}`;
    const startedAt = performance.now();
    const reads = await readsOfSessions(async () => {
      for (let n = 0; n < 5; n += 1) expect((await get('198.51.100.2', { cookie })).status).toBe(200);
    });
    expect(reads).toBeGreaterThanOrEqual(1);
    expect(reads).toBeLessThanOrEqual(1 + (performance.now() - startedAt) / 5_000);
  });

  it('is looked for no more once its address sent many, or is refused anyhow', async () => {
    const statuses: number[] = [];
    const startedAt = performance.now();
    const reads = await readsOfSessions(async () => {
      const run = async () => {
        for (let n = 0; n < 50; n += 1) statuses.push((await get('198.51.100.3', { cookie: newCookie() })).status);
      };
      await Promise.all(Array.from({ length: 8 }, run));
    });
    const seconds = (performance.now() - startedAt) / 1_000;
    expect(statuses).toContain(200);
    expect(statuses).toContain(429);
    // A refusal is remembered for a second, and Redis asked up to ten times a second for what is held against the address.
    expect(reads).toBeLessThanOrEqual(2 * DEFAULT_LIMIT + 8 + 12 * seconds);
    expect(reads).toBeLessThan(statuses.length);
  });

  it('does not keep out who signs in, nor an operator whose address is at its limit', async () => {
    const address = '198.51.100.4';
    const signedIn = await send(`${server.app.url}/api/session`, {
      body: { key: TEST_KEYS.viewer },
      headers: { 'x-forwarded-for': address, cookie: newCookie() },
    });
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    await until(async () => (await get(address, {})).status === 429);
    expect((await get(address, { cookie })).status).toBe(200);
    expect((await get(address, { authorization: `Bearer ${TEST_KEYS.viewer}` })).status).toBe(200);
  });
});

describe('a token for the API', () => {
  it('that is over is no guess at a key: its address may try as often as anybody', async () => {
    const { user } = await signIn(server, { 'x-forwarded-for': '198.51.100.5' });
    const expired = await new SignJWT({ sid: 'any' })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setSubject(user.id)
      .setIssuer('ballast')
      .setAudience('ballast-api')
      .setIssuedAt(1_600_000_000)
      .setExpirationTime(1_600_003_600)
      .sign(new TextEncoder().encode(JWT_SECRET));
    const answers: Response[] = [];
    for (let n = 0; n < DEFAULT_LIMIT; n += 1) {
      answers.push(await get('198.51.100.6', { authorization: `Bearer ${expired}` }));
    }
    expect(answers.map(({ status }) => status)).toEqual(Array(DEFAULT_LIMIT).fill(401));
    expect(answers.every((answer) => limitsOf(answer).policy === 'default')).toBe(true);
    // But a flood of them is refused like any other.
    await until(async () => (await get('198.51.100.6', { authorization: `Bearer ${expired}` })).status === 429);
    // And who has a link in time is let in.
    const link = await insertLink(server, user.id);
    const again = await send(`${server.app.url}/users/login/${link}`, {
      headers: { 'x-forwarded-for': '198.51.100.6' },
    });
    expect(again.status).toBe(200);
  });
});

it('where keys were guessed none is compared for a while, not even a right one; elsewhere it works', async () => {
  const address = '198.51.100.7';
  const tried = (key: string, from = address) => get(from, { authorization: `Bearer ${key}` }, '/api/limits');
  for (let n = 0; n < 5; n += 1) expect((await tried(`guessed-${n}`)).status).toBe(401);
  await until(async () => {
    expect((await tried('guessed')).status).toBe(429);
    const right = await tried(TEST_KEYS.viewer);
    return right.status === 429 && limitsOf(right).policy?.startsWith('admin-attempts');
  });
  expect((await tried(TEST_KEYS.viewer, '198.51.100.8')).status).toBe(200);
});
