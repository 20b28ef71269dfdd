import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { until } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, TEST_KEYS } from './admin-requests.ts';
import { type LimitedServer, limitsOf, startLimitedServer } from './limited-server.ts';

const SERVICE_KEY = 'service-key-9f2c1d7e4b';

let server: LimitedServer;
beforeAll(async () => {
  server = await startLimitedServer({
    // A key that is being replaced, and names that look alike.
    SERVICE_KEYS: `batch:90:${SERVICE_KEY},other:5:service-key-of-another,other:7:its-next-key,Other:6:a-third,other-2:8:a-fourth`,
    RATE_LIMIT_PRIME_CHECK_PER_USER: '8',
    RATE_LIMIT_PRIME_CHECK_GLOBAL: '1000000',
    RATE_LIMIT_EMAIL_PER_RECIPIENT: '2',
    RATE_LIMIT_AUTO_SCALING: 'false',
  });
});
afterAll(() => server?.close());

/** Who is signed in, as the cookie that says so. */
async function signIn(): Promise<{ id: string; cookie: string }> {
  const id = randomUUID();
  const token = randomBytes(32).toString('base64url');
  await server.database.db.pool.query(
    `INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at)
     VALUES (?, ?, ?, NOW(3), NOW(3), NOW(3) + INTERVAL 1 HOUR)`,
    [randomUUID(), createHash('sha256').update(token).digest('hex'), id],
  );
  return { id, cookie: `__Host-ballast-session=${token}` };
}

it('a user has one limit wherever it comes from, and the address’s besides', async () => {
  const { id, cookie } = await signIn();
  const statuses: number[] = [];
  for (let n = 0; n < 9; n += 1) {
    const response = await server.submit(`198.51.100.${n + 1}`, { number: '97' }, { cookie });
    statuses.push(response.status);
    if (n === 0) {
      const { policy, draftPolicy } = limitsOf(response);
      expect(policy).toBe('prime-check-per-user');
      expect(draftPolicy).toContain('"prime-check-per-ip";q=60;w=60, "prime-check-per-user";q=8;w=60');
    }
    if (response.status === 429) {
      expect(await response.json()).toMatchObject({ 'violated-policies': ['prime-check-per-user'] });
    }
  }
  // One comes back every 7.5 s.
  expect(statuses.slice(0, 8)).toEqual(Array(8).fill(202));
  expect(statuses).toContain(429);
  const shown = await ask(`${server.app.url}/api/limits/buckets?kind=user&id=${id}`);
  const { buckets } = (await shown.json()) as { buckets: { name: string; remaining: number }[] };
  expect(buckets.find(({ name }) => name === 'prime-check-per-user')?.remaining).toBeLessThan(2);
  // Nobody else's request was held against the address that was refused last.
  expect((await server.submit('198.51.100.9')).status).toBe(202);
});

describe('a service with a key of its own', () => {
  const submitAs = (address: string, key: string, body: unknown = { number: '97' }) =>
    server.submit(address, body, { authorization: `Bearer ${key}` });

  it('has its own limit over all routes, in place of its address’s', async () => {
    const answers = await Promise.all(Array.from({ length: 80 }, () => submitAs('198.51.101.1', SERVICE_KEY)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(limitsOf(await server.submit('198.51.101.1'))).toMatchObject({ remaining: 59 });
    const list = await server.from('198.51.101.1', '/prime-check', {
      headers: { authorization: `Bearer ${SERVICE_KEY}` },
    });
    expect(limitsOf(list)).toMatchObject({ limit: 90, policy: 'service-batch' });
    expect(limitsOf(list).remaining).toBeLessThanOrEqual(11);
  });

  it('is refused beyond it, and others are not', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => submitAs('198.51.101.2', 'service-key-of-another')),
    );
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(2);
    expect(await refused[0]?.json()).toMatchObject({ 'violated-policies': ['service-other'] });
    const shown = await ask(`${server.app.url}/api/limits/buckets?kind=service&id=other`);
    expect(await shown.json()).toMatchObject({ buckets: [{ name: 'service-other', limit: 5 }] });
  });

  it('has one limit with both its keys, and another has its own, however much alike they are called', async () => {
    const list = (key: string) =>
      server.from('198.51.101.4', '/prime-check', { headers: { authorization: `Bearer ${key}` } });
    const limits = await Promise.all(
      ['its-next-key', 'a-third', 'a-fourth'].map(async (key) => limitsOf(await list(key))),
    );
    expect(limits.map(({ policy, limit }) => [policy, limit])).toEqual([
      ['service-other', 5],
      ['service-other-2', 6],
      ['service-other-2-2', 8],
    ]);
  });

  it('may not send one mailbox more mails than anybody else', async () => {
    const body = { number: '97', email: 'eve@example.com' };
    const answers = [];
    for (let n = 0; n < 3; n += 1) answers.push(await submitAs('198.51.101.3', SERVICE_KEY, body));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 429]);
    expect(await answers[2]?.json()).toMatchObject({ 'violated-policies': ['email-per-recipient'] });
  });
});

describe('signing in', () => {
  const askForLink = (address: string, email: unknown) =>
    server.from(address, '/users/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email }),
    });
  const tryKey = (address: string, key: string) =>
    server.from(address, '/api/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key }),
    });

  it('is tried five times a minute from one address, by all its steps together, and then blocked for longer', async () => {
    const address = '198.51.102.1';
    const statuses: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const { status } = n % 2 === 0 ? await tryKey(address, 'guessed') : await askForLink(address, 'nonsense');
      statuses.push(status);
    }
    expect(statuses.every((status) => status === 400 || status === 401)).toBe(true);
    for (let n = 0; n < 3; n += 1) expect((await tryKey(address, 'guessed')).status).toBe(429);
    // Refusals from this process's memory are held against it with the next look into Redis, within a second.
    const retryAfter = await until(async () => {
      const { retryAfter = 0 } = limitsOf(await tryKey(address, 'guessed'));
      return retryAfter > 30 && retryAfter;
    });
    expect(retryAfter).toBeLessThanOrEqual(3_600);
    // Also with the right one: whoever guesses must not learn that it is.
    expect((await tryKey(address, TEST_KEYS.admin)).status).toBe(429);
  });

  it('sends one mailbox three links in a quarter of an hour, whoever asks', async () => {
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await askForLink(`198.51.103.${n + 1}`, 'ann@example.com'));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 429]);
    expect(await answers[3]?.json()).toMatchObject({ 'violated-policies': ['sign-in-per-address'] });
  });
});
