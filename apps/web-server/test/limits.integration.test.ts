import { MAX_LISTED_PRIME_CHECKS, type PrimeCheckList } from '@ballast/contracts';
import { type LimitPolicy, type Limits, LimitsSchema, TopConsumersSchema } from '@ballast/contracts/operators';
import type { RowDataPacket } from '@ballast/database';
import { openEventStream, until } from '@ballast/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask, expectProblem, TEST_KEYS } from './admin-requests.ts';
import { countRows } from './count-rows.ts';
import { type LimitedServer, limitsOf, startLimitedServer } from './limited-server.ts';

let server: LimitedServer;
beforeAll(async () => {
  server = await startLimitedServer({
    RATE_LIMIT_DEFAULT_LIMIT: '20',
    RATE_LIMIT_WHITELIST_CIDRS: '203.0.113.0/24',
    RATE_LIMIT_EMAIL_PER_RECIPIENT: '3',
    SSE_MAX_CONNECTIONS_PER_ADDRESS: '3',
    // All tests together are everybody here; global-limit.integration.test.ts is about that limit.
    RATE_LIMIT_PRIME_CHECK_GLOBAL: '1000000',
    RATE_LIMIT_AUTO_SCALING: 'false',
    // What an hour gives back in a test is nothing.
    RATE_LIMIT_ADMIN_ATTEMPTS_PER_IP_PER_HOUR: '5',
  });
});
afterAll(() => server?.close());

let last = 0;
/** An address that no other test uses. */
function newAddress(): string {
  last += 1;
  return `198.51.${Math.floor(last / 250)}.${(last % 250) + 1}`;
}

async function statuses(times: number, send: () => Promise<Response>): Promise<number[]> {
  const seen: number[] = [];
  for (let n = 0; n < times; n += 1) {
    const response = await send();
    await response.arrayBuffer();
    seen.push(response.status);
  }
  return seen;
}

describe('an answer', () => {
  it('says in both dialects how the bucket nearest to empty stands', async () => {
    const before = Date.now() / 1_000;
    const response = await server.submit(newAddress());
    const { reset, ...rest } = limitsOf(response);
    expect(response.status).toBe(202);
    expect(rest).toEqual({
      limit: 60,
      remaining: 59,
      policy: 'prime-check-per-ip',
      retryAfter: undefined,
      draft: '"prime-check-per-ip";r=59;t=1',
      draftPolicy: '"prime-check-per-ip";q=60;w=60, "prime-check-global";q=1000000;w=60',
    });
    expect(reset).toBeGreaterThanOrEqual(Math.floor(before + 1));
    expect(reset).toBeLessThanOrEqual(Math.ceil(Date.now() / 1_000 + 1));
  });

  it('says so whether it is a page, an error, or a stream of events', async () => {
    const address = newAddress();
    const missing = await server.from(address, '/prime-check/nonsense');
    expect(missing.status).toBe(404);
    expect(limitsOf(missing)).toMatchObject({ limit: 20, remaining: 19, policy: 'default' });
    const list = await server.from(address, '/prime-check');
    expect(limitsOf(list)).toMatchObject({ limit: 30, remaining: 29, policy: 'prime-check-list-per-ip' });
    const alias = await server.from(address, '/prime-check-list');
    expect(limitsOf(alias)).toMatchObject({ remaining: 28 });

    const stream = await fetch(`${server.app.url}/events`, {
      headers: { 'x-forwarded-for': address, accept: 'text/event-stream' },
    });
    expect(limitsOf(stream)).toMatchObject({ limit: 20, remaining: 19, policy: 'default' });
    await stream.body?.cancel();
  });

  it.each(['/livez', '/readyz', '/health'])('of %s has no limit', async (path) => {
    expect(limitsOf(await fetch(`${server.app.url}${path}`)).limit).toBeUndefined();
  });
});

describe('the list', () => {
  it('of 5,000 is read to its end by one address with most of its limit left, each entry once', async () => {
    await server.database.db.pool.query(`INSERT INTO prime_checks (id, number, status, is_prime, certainty, completed_at)
      WITH RECURSIVE d (d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM d WHERE d < 9)
      SELECT CONCAT('0192f0c1-7b1e-7000-8000-', LPAD(a.d + 10 * b.d + 100 * c.d + 1000 * e.d, 12, '0')),
        REPEAT('9', 1000), 'completed', 0, 'proven', NOW(3)
      FROM d AS a, d AS b, d AS c, d AS e WHERE e.d < 5`);
    const address = newAddress();
    const ids = new Set<string>();
    let cursor: string | null = null;
    let answer: Response;
    do {
      const limit = Math.min(Math.max(ids.size, ids.size === 0 ? 50 : 100), MAX_LISTED_PRIME_CHECKS);
      answer = await server.from(address, `/prime-check?limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`);
      expect(answer.status).toBe(200);
      const page = (await answer.json()) as PrimeCheckList;
      for (const { id } of page.items) ids.add(id);
      cursor = page.next_cursor;
    } while (cursor !== null);
    expect([...ids].filter((id) => id.startsWith('0192f0c1-7b1e-7000-8000-'))).toHaveLength(5_000);
    expect(limitsOf(answer).remaining).toBeGreaterThanOrEqual(15);
  });
});

describe('POST /prime-check', () => {
  it('takes 60 a minute from one address, and answers 429 with everything a client has to know', async () => {
    const address = newAddress();
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 140 }, () => server.submit(address)));
    const passed = answers.filter(({ status }) => status === 202).length;
    // One comes back every second.
    expect(passed).toBeGreaterThanOrEqual(60);
    // On a machine so busy that Redis' answers come too late, this process decides some by itself, by the same limit.
    const byItself = (await isDecidedHere()) ? 60 : 0;
    expect(passed).toBeLessThanOrEqual(61 + byItself + (performance.now() - startedAt) / 1_000);
    // The first ones: who goes on is told to wait for longer.
    const refused = answers.filter((one) => one.status === 429 && limitsOf(one).retryAfter === 1);
    const [first] = refused;
    if (first === undefined) throw new Error('nobody was told to wait for a second');
    expect(limitsOf(first)).toMatchObject({ limit: 60, remaining: 0, policy: 'prime-check-per-ip' });
    expect(await first.json()).toMatchObject({
      status: 429,
      code: 'rate_limited',
      'violated-policies': ['prime-check-per-ip'],
    });
    // Whoever is next door has lost nothing.
    expect(limitsOf(await server.submit(newAddress()))).toMatchObject({ remaining: 59 });
  });

  it('lets who waits as long as it is told through again', async () => {
    const address = newAddress();
    await Promise.all(Array.from({ length: 60 }, () => server.submit(address)));
    for (let round = 0; round < 3; round += 1) {
      const response = await until(async () => {
        const one = await server.submit(address);
        return one.status === 429 && one;
      });
      const { retryAfter = Number.NaN } = limitsOf(response);
      const waitedFrom = performance.now();
      await until(() => performance.now() - waitedFrom >= retryAfter * 1_000, { timeoutMs: 70_000 });
      expect((await server.submit(address)).status).toBe(202);
    }
  });

  it('is one client for all addresses of a /64, and for an IPv4 address in whatever form', async () => {
    for (let host = 1; host <= 5; host += 1) await server.submit(`2001:db8:0:7::${host.toString(16)}`);
    expect(limitsOf(await server.submit('2001:db8:0:7:ffff::1'))).toMatchObject({ limit: 60 });
    expect(limitsOf(await server.submit('2001:db8:0:7:ffff::2')).remaining).toBeLessThanOrEqual(55);
    const address = newAddress();
    await server.submit(address);
    await server.submit(`::ffff:${address}`);
    expect(limitsOf(await server.submit(`::FFFF:${address}`)).remaining).toBeLessThanOrEqual(58);
  });

  it('costs more for longer numbers, and 1,000 digits can still be asked for', async () => {
    const address = newAddress();
    const startedAt = performance.now();
    // One comes back every second.
    const back = () => (performance.now() - startedAt) / 1_000;
    const submit = (digits: number) => server.submit(address, { number: '1'.padEnd(digits, '0') });
    const remaining = async (digits: number) => {
      const response = await submit(digits);
      expect(response.status).toBe(202);
      return limitsOf(response).remaining;
    };
    expect(await remaining(78)).toBe(59);
    expect(await remaining(156)).toBeLessThanOrEqual(51 + back());
    expect(await remaining(1_000)).toBeLessThanOrEqual(21 + back());
    // It costs 30: where that many have come back, they are soon gone.
    await until(async () => (await submit(1_000)).status === 429);
    expect((await server.submit(address)).status).toBe(202);
  });

  it('charges what is no request too: a flood of rubbish is refused like any other', async () => {
    const address = newAddress();
    const rubbish = ['{"number":', '{"number":"07"}', 'x'.repeat(20_000), '[]'];
    const send = () => server.submit(address, rubbish[Math.floor(Math.random() * 4)]);
    const startedAt = performance.now();
    const seen = await statuses(60, send);
    expect(seen.every((status) => status === 400 || status === 413)).toBe(true);
    // One comes back every second.
    const { remaining } = limitsOf(await server.submit(address));
    expect(remaining).toBeLessThanOrEqual((performance.now() - startedAt) / 1_000);
    await until(async () => (await send()).status === 429);
  });

  it('sends one mailbox only so many mails an hour, whoever asks for them and however it is written', async () => {
    const names = ['Ann@Example.com', 'ann+1@example.com', 'ANN+2@example.com', 'ann@example.com'];
    const answers = await Promise.all(names.map((email) => server.submit(newAddress(), { number: '7', email })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([202, 202, 202, 429]);
    const refused = answers.find(({ status }) => status === 429);
    expect(await refused?.json()).toMatchObject({ 'violated-policies': ['email-per-recipient'] });
    // Others say nothing of how often a mailbox is written to.
    for (const answer of answers.filter(({ status }) => status === 202)) {
      expect(limitsOf(answer).draftPolicy).not.toContain('recipient');
    }
    expect((await server.submit(newAddress(), { number: '7', email: 'bob@example.com' })).status).toBe(202);
  });
});

it('what a page of another site sends is charged as well, and refused in the end', async () => {
  const headers = { cookie: '__Host-ballast-session=any', 'sec-fetch-site': 'cross-site' };
  const address = newAddress();
  const send = () => server.from(address, '/api/session', { method: 'DELETE', headers });
  const first = await send();
  expect(first.status).toBe(403);
  expect(limitsOf(first)).toMatchObject({ limit: 20, remaining: 19, policy: 'default' });
  await until(async () => (await send()).status === 429);
});

it('pages and files of the web client share one limit of their own', async () => {
  const address = newAddress();
  for (const [index, path] of ['/', '/sign-in', '/limits', '/results/x'].entries()) {
    const shown = limitsOf(await server.from(address, path));
    expect(shown).toMatchObject({ limit: 2_000, policy: 'static-per-ip' });
    expect(shown.remaining).toBeLessThanOrEqual(1_999);
    if (index === 0) expect(shown.remaining).toBe(1_999);
  }
  const { buckets } = (await (await ask(`${server.app.url}/api/limits/buckets?kind=ip&id=${address}`)).json()) as {
    buckets: { name: string; endpoint: string }[];
  };
  expect(buckets.filter(({ name }) => name === 'static-per-ip').map(({ endpoint }) => endpoint)).toEqual([
    'static files',
  ]);
  const { policies } = await readLimits();
  expect(policies.find(({ policy }) => policy === 'static')?.endpoints).toEqual(['static files']);
  const ofDefault = policies.find(({ policy }) => policy === 'default')?.endpoints ?? [];
  expect(ofDefault).toContain('GET /prime-check/:id');
  expect(ofDefault.filter((endpoint) => endpoint === 'GET /' || endpoint.includes('/assets/'))).toEqual([]);
});

it('paths that are none share one bucket', async () => {
  const address = newAddress();
  const seen = await statuses(25, () => server.from(address, `/${Math.random().toString(36).slice(2)}`));
  expect(seen.slice(0, 20)).toEqual(Array(20).fill(404));
  expect(seen.at(-1)).toBe(429);
  expect((await server.from(address, '/openapi.json')).status).toBe(200);
});

it('one address has only so many event streams, and the places that it gives up are taken again', async () => {
  const url = `${server.app.url}/events`;
  const headers = { 'x-forwarded-for': newAddress() };
  const streams = await Promise.all([1, 2, 3].map(() => openEventStream(url, headers)));
  const refused = await fetch(url, { headers: { ...headers, accept: 'text/event-stream' } });
  expect(refused.headers.get('retry-after')).toBe('5');
  await expectProblem(refused, 429, 'rate_limited');
  const others = await openEventStream(url, { 'x-forwarded-for': newAddress() });
  for (const stream of [...streams, others]) stream.close();
  await until(async () => {
    const stream = await openEventStream(url, headers).catch(() => undefined);
    stream?.close();
    return stream !== undefined;
  });
});

describe('without a limit', () => {
  it('are addresses of the whitelist and operators; they are counted all the same', async () => {
    const address = newAddress();
    const key = { authorization: `Bearer ${TEST_KEYS.operator}` };
    const sends = [
      ...Array.from({ length: 70 }, () => () => server.submit('203.0.113.77')),
      ...Array.from({ length: 70 }, () => () => server.submit(address, { number: '97' }, key)),
    ];
    const answers = await Promise.all(sends.map((send) => send()));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(answers.every((one) => limitsOf(one).limit === undefined)).toBe(true);
    const metrics = await (await fetch(`${server.app.url}/metrics`)).text();
    expect(countedAs(metrics, 'prime-check', 'bypassed')).toBeGreaterThanOrEqual(140);
    const { policies } = await readLimits();
    expect(policies.find(({ policy }) => policy === 'prime-check')?.last_minute.bypassed).toBeGreaterThanOrEqual(140);
  });

  it('is nobody by a forged X-Forwarded-For', async () => {
    // The last hop that no proxy of ours has seen counts, whatever stands before it.
    const address = newAddress();
    const response = await server.submit(`203.0.113.77, ${address}`);
    expect(limitsOf(response)).toMatchObject({ limit: 60, remaining: 59 });
  });
});

it('keys that are none are answered 401, and after some of them 429; elsewhere a right one works all the same', async () => {
  const address = newAddress();
  const tried = (key: string, from = address) =>
    server.from(from, '/api/limits', { headers: { authorization: `Bearer ${key}` } });
  expect(await statuses(5, () => tried('guessed'))).toEqual(Array(5).fill(401));
  const refused = await tried('guessed');
  expect(limitsOf(refused).policy).toMatch(/^admin-attempts/);
  await expectProblem(refused, 429, 'rate_limited');
  expect((await tried(TEST_KEYS.viewer, newAddress())).status).toBe(200);
});

describe('operators', () => {
  it('see the policies, and who asked most', async () => {
    const limits = await readLimits();
    expect(limits).toMatchObject({
      enabled: true,
      store: { state: 'redis', live_instances: 1 },
      global: { factor: 1 },
    });
    const names = limits.policies.map(({ policy }) => policy);
    expect(names.toSorted()).toEqual(
      [
        ...['default', 'prime-check', 'prime-check-list', 'sign-in', 'redeem', 'operator-sign-in', 'sign-up'],
        ...['mail-stop', 'static', 'mails', 'admin-attempts'],
      ].toSorted(),
    );
    expect(limits.policies.find(({ policy }) => policy === 'prime-check')).toMatchObject({
      mode: 'enforce',
      fails: 'open',
      endpoints: ['POST /prime-check'],
    });
    expect(limits.policies.filter(({ fails }) => fails === 'closed').map(({ policy }) => policy)).toEqual([
      'sign-in',
      'operator-sign-in',
      'admin-attempts',
    ]);

    const address = newAddress();
    await statuses(5, () => server.submit(address));
    await until(async () => {
      const top = TopConsumersSchema.parse(
        await (await ask(`${server.app.url}/api/limits/top?kind=ip&limit=100`)).json(),
      );
      return top.items.some(({ id, requests }) => id === address && requests >= 5);
    });
  });

  it('see the buckets of one identity, and fill them again, which is audited', async () => {
    const address = newAddress();
    await Promise.all(Array.from({ length: 70 }, () => server.submit(address)));
    const url = `${server.app.url}/api/limits/buckets?kind=ip&id=::ffff:${address}`;
    const { id, buckets } = (await (await ask(url, { as: 'viewer' })).json()) as {
      id: string;
      buckets: { name: string; remaining: number; full_at?: string }[];
    };
    expect(id).toBe(address);
    expect(buckets.find(({ name }) => name === 'prime-check-per-ip')?.remaining).toBeLessThan(5);

    const body = { kind: 'ip', id: address, reason: 'a test of ours' };
    const reset = await ask(`${server.app.url}/api/limits/reset`, { method: 'POST', body, as: 'operator' });
    expect(await reset.json()).toMatchObject({ id: address });
    expect(limitsOf(await server.submit(address))).toMatchObject({ remaining: 59 });
    expect(
      await countRows(server.database.db, 'audit_log', "act = 'ratelimit.reset' AND target_id = ?", `ip ${address}`),
    ).toBe(1);
    await expectProblem(
      await ask(`${server.app.url}/api/limits/reset`, { method: 'POST', body: { kind: 'ip', id: 'nobody' } }),
      400,
      'invalid_request',
    );
  });

  it('see and fill the buckets of a mailbox by any of its names, and of everybody; no address stands in the audit', async () => {
    const bucketOf = async (answer: Response, name: string) => {
      const { id, buckets } = (await answer.json()) as { id: string; buckets: { name: string; remaining: number }[] };
      return { id, remaining: buckets.find((bucket) => bucket.name === name)?.remaining };
    };
    const reset = (body: object) =>
      ask(`${server.app.url}/api/limits/reset`, {
        method: 'POST',
        body: { ...body, reason: 'a test' },
        as: 'operator',
      });
    await server.submit(newAddress(), { number: '7', email: 'ca.rl@gmail.com' });
    // Everybody's mails are one back after less than two seconds: a machine that stands still for longer would see none gone.
    for (let n = 0; n < 10; n += 1) await server.submit(newAddress(), { number: '7', email: `many-${n}@example.com` });
    const url = `${server.app.url}/api/limits/buckets?kind=email&id=${encodeURIComponent('CARL+x@googlemail.com')}`;
    expect(await bucketOf(await ask(url), 'email-per-recipient')).toEqual({ id: 'carl@gmail.com', remaining: 2 });
    const filled = await bucketOf(await reset({ kind: 'email', id: 'carl@gmail.com' }), 'email-per-recipient');
    expect(filled.remaining).toBe(3);
    expect(
      await bucketOf(await ask(`${server.app.url}/api/limits/buckets?kind=global&id=all`), 'email-global'),
    ).toEqual({
      id: 'all',
      remaining: expect.toSatisfy((left: number) => left < 50_000),
    });
    expect((await bucketOf(await reset({ kind: 'global', id: 'all' }), 'email-global')).remaining).toBe(50_000);
    const [rows] = await server.database.db.pool.query<RowDataPacket[]>(
      "SELECT target_id FROM audit_log WHERE act = 'ratelimit.reset' AND target_id LIKE 'email %'",
    );
    expect(rows).toEqual([{ target_id: expect.stringMatching(/^email [0-9a-f]{32,}$/) }]);
  });

  it('switch a policy to shadow and off, which every instance follows and the audit keeps', async () => {
    const address = newAddress();
    const before = await policyOf('prime-check-list');
    await setMode('prime-check-list', 'shadow');
    expect(await statuses(40, () => server.from(address, '/prime-check'))).toEqual(Array(40).fill(200));
    // It says how it stands, and to wait it tells nobody.
    expect(limitsOf(await server.from(address, '/prime-check'))).toMatchObject({ limit: 30, retryAfter: undefined });
    await until(async () => {
      expect((await server.from(address, '/prime-check')).status).toBe(200);
      return (await policyOf('prime-check-list')).last_minute.shadow_denied >= before.last_minute.shadow_denied + 8;
    });

    await setMode('prime-check-list', 'off');
    const off = await server.from(address, '/prime-check');
    expect(off.status).toBe(200);
    expect(limitsOf(off).limit).toBeUndefined();

    // Not told by this server, but found in the database, as another instance's change would be.
    await server.database.db.pool.query(
      "UPDATE rate_limit_modes SET mode = 'enforce' WHERE policy = 'prime-check-list'",
    );
    await until(async () => limitsOf(await server.from(newAddress(), '/prime-check')).limit === 30);

    const [rows] = await server.database.db.pool.query<RowDataPacket[]>(
      "SELECT actor, reason, details FROM audit_log WHERE act = 'ratelimit.mode' ORDER BY seq",
    );
    expect(rows.map(({ actor, reason }) => [actor, reason])).toEqual(Array(2).fill(['the-admin', 'a test']));
  });

  it('cannot set what is no policy', async () => {
    const blank = await ask(`${server.app.url}/api/limits/default`, {
      method: 'PUT',
      body: { mode: 'off', reason: '  ' },
    });
    await expectProblem(blank, 400, 'invalid_request');
    const body = { mode: 'off', reason: 'a test' };
    const response = await ask(`${server.app.url}/api/limits/nonsense`, { method: 'PUT', body });
    await expectProblem(response, 404, 'not_found');
  });
});

async function readLimits(): Promise<Limits> {
  return LimitsSchema.parse(await (await ask(`${server.app.url}/api/limits`, { as: 'viewer' })).json());
}

async function policyOf(name: string): Promise<LimitPolicy> {
  const found = (await readLimits()).policies.find(({ policy }) => policy === name);
  if (found === undefined) throw new Error(`no policy ${name}`);
  return found;
}

async function setMode(policy: string, mode: LimitPolicy['mode']): Promise<void> {
  const body = { mode, reason: 'a test' };
  const response = await ask(`${server.app.url}/api/limits/${policy}`, { method: 'PUT', body });
  expect(await response.json()).toMatchObject({ policy, mode, changed_by: 'the-admin', reason: 'a test' });
}

async function isDecidedHere(): Promise<boolean> {
  const metrics = await (await fetch(`${server.app.url}/metrics`)).text();
  return !/^rate_limit_check_duration_seconds_count\{[^}]*source="local"[^}]*\} 0$/m.test(metrics);
}

function countedAs(metrics: string, policy: string, result: string): number {
  const lines = metrics.split('\n').filter((line) => line.startsWith('rate_limit_hits_total{'));
  return lines
    .filter((line) => line.includes(`policy="${policy}"`) && line.includes(`result="${result}"`))
    .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
