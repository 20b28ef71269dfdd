import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { until } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, TEST_KEYS } from './admin-requests.ts';
import { countRows } from './count-rows.ts';
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

it('a user is not blocked with those who went on asking from the same address', async () => {
  const { cookie } = await signIn();
  const address = '198.51.100.200';
  await Promise.all(Array.from({ length: 140 }, () => server.submit(address)));
  const isBlocked = async () => (limitsOf(await server.submit(address)).retryAfter ?? 0) > 2;
  // The address's bucket, which is the user's too, has a token again after a second.
  await until(async () => {
    const isLetThrough = async () => (await server.submit(address, { number: '97' }, { cookie })).status === 202;
    return (await isBlocked()) && (await isLetThrough()) && (await isBlocked());
  });
});

describe('a service with a key of its own', () => {
  const submitAs = (address: string, key: string, body: unknown = { number: '97' }) =>
    server.submit(address, body, { authorization: `Bearer ${key}` });

  it('has its own limit over all routes, in place of its address’s', async () => {
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 80 }, () => submitAs('198.51.101.1', SERVICE_KEY)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(limitsOf(await server.submit('198.51.101.1'))).toMatchObject({ remaining: 59 });
    const list = await server.from('198.51.101.1', '/prime-check', {
      headers: { authorization: `Bearer ${SERVICE_KEY}` },
    });
    expect(limitsOf(list)).toMatchObject({ limit: 90, policy: 'service-batch' });
    expect(limitsOf(list).remaining).toBeLessThanOrEqual(11 + ((performance.now() - startedAt) / 60_000) * 90);
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
  let last = 0;
  /**
   * The statuses before the first 429. On a machine so busy that Redis' answers come too late some are 503, which fails
   * closed: they are left out.
   */
  const untilRefused = async (send: () => Promise<Response>) => {
    const seen: number[] = [];
    await until(async () => {
      const { status } = await send();
      if (status !== 429 && status !== 503) seen.push(status);
      return status === 429;
    });
    return seen;
  };
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

  it('as an operator is tried five times a minute from one address, and then blocked for longer', async () => {
    const address = '198.51.102.1';
    const statuses = await untilRefused(() => tryKey(address, 'guessed'));
    expect(new Set(statuses)).toEqual(new Set([401]));
    expect(statuses.length).toBeLessThanOrEqual(5);
    // Refusals from this process's memory are held against it with the next look into Redis, within a second.
    const retryAfter = await until(async () => {
      const { retryAfter = 0 } = limitsOf(await tryKey(address, 'guessed'));
      return retryAfter > 30 && retryAfter;
    });
    expect(retryAfter).toBeLessThanOrEqual(3_600);
    // Also with the right one: whoever guesses must not learn that it is.
    expect((await tryKey(address, TEST_KEYS.admin)).status).toBe(429);
  });

  it('by a link is asked for five times a minute from one address, whatever the address is', async () => {
    const emails = ['nonsense', 'nobody-1@example.com', 'nonsense', 'nobody-2@example.com', 'nonsense', 'nonsense'];
    const statuses = await untilRefused(() => askForLink('198.51.102.2', emails.shift()));
    expect([400, 202, 400, 202, 400]).toEqual(expect.arrayContaining(statuses));
    expect(statuses.length).toBeLessThanOrEqual(5);
    // Who has a link may follow it all the same.
    expect((await server.from('198.51.102.2', '/users/login/nonsense', { method: 'POST' })).status).toBe(404);
  });

  it('follows 30 links a minute from one address, and blocks nobody for longer', async () => {
    const follow = () => server.from('198.51.102.3', '/users/login/nonsense', { method: 'POST' });
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 60 }, follow));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(29 - (performance.now() - startedAt) / 2_000);
    expect(limitsOf(await follow()).retryAfter ?? 0).toBeLessThanOrEqual(2);
  });

  it('sends one mailbox no link beyond its limit of mails, and tells nobody for which of the wishes', async () => {
    const email = 'ann.reader@gmail.com';
    const made = await server.from('198.51.103.99', '/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ann', email }),
    });
    expect(made.status).toBe(201);
    // The welcome was the first of two mails.
    const answers: Response[] = [];
    for (const asked of ['nobody@example.com', email, email, email, email]) {
      answers.push(
        await until(async () => {
          last += 1;
          const answer = await askForLink(`198.51.103.${last}`, asked);
          return answer.status !== 503 && answer;
        }),
      );
    }
    const told = await Promise.all(
      answers.map(async (answer) => [answer.status, await answer.text(), limitsOf(answer).draftPolicy]),
    );
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1);
    expect(told[0]?.[0]).toBe(202);
    for (const answer of answers) expect(limitsOf(answer)).toMatchObject({ remaining: 4, retryAfter: undefined });
    expect(await countRows(server.database.db, 'email_deliveries', "kind = 'sign_in_link'")).toBeLessThanOrEqual(1);
    // What sends nothing is charged to who asks like what does.
    const again = await untilRefused(() => askForLink('198.51.104.1', email));
    expect(new Set(again)).toEqual(new Set([202]));
    expect(again.length).toBeLessThanOrEqual(5);
  });
});

describe('mails', () => {
  const register = (address: string, email: string) =>
    server.from(address, '/users', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Ann', email }),
    });

  it('of all kinds go to one mailbox only so often, by whatever name, and no account is made without its own', async () => {
    expect((await register('198.51.105.1', 'bea.n@gmail.com')).status).toBe(201);
    expect((await server.submit('198.51.105.2', { number: '7', email: 'bean+1@googlemail.com' })).status).toBe(202);
    const refused = await register('198.51.105.3', 'bean+2@gmail.com');
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'rate_limited', 'violated-policies': ['email-per-recipient'] });
    expect(await countRows(server.database.db, 'users')).toBe(
      await countRows(server.database.db, 'email_deliveries', "kind = 'welcome'"),
    );
    // Who has an account is told so all the same.
    expect((await register('198.51.105.4', 'bea.n@gmail.com')).status).toBe(409);
  });

  it('are limited in a mode of their own: a route that is not, sends no more of them', async () => {
    const setMode = async (policy: string, mode: string) => {
      const body = { mode, reason: 'a test' };
      expect((await ask(`${server.app.url}/api/limits/${policy}`, { method: 'PUT', body })).status).toBe(200);
    };
    const statuses = async (address: string) => {
      const body = { number: '7', email: 'mode@example.com' };
      return [(await server.submit(address, body)).status, (await server.submit(address, body)).status];
    };
    try {
      await setMode('prime-check', 'off');
      expect(await statuses('198.51.106.1')).toEqual([202, 202]);
      expect(await statuses('198.51.106.1')).toEqual([429, 429]);
      await setMode('mails', 'shadow');
      expect(await statuses('198.51.106.1')).toEqual([202, 202]);
    } finally {
      await setMode('prime-check', 'enforce');
      await setMode('mails', 'enforce');
    }
  });
});

it('50 who register one address at once cost its mailbox one mail', async () => {
  const answers = await Promise.all(
    Array.from({ length: 50 }, () =>
      server.from('198.51.107.1', '/users', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name: 'Racer', email: 'race@example.com' }),
      }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(49).fill(409)]);
  expect((await server.submit('198.51.107.2', { number: '7', email: 'race@example.com' })).status).toBe(202);
});

it('mail providers stop mail for many readers from one address', async () => {
  const answers = await Promise.all(
    Array.from({ length: 150 }, () => server.from('198.51.108.1', '/mail/stop/nonsense', { method: 'POST' })),
  );
  expect(answers.filter(({ status }) => status === 429)).toEqual([]);
});
