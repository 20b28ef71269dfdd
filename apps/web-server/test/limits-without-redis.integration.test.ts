import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Health } from '@ballast/contracts';
import { findFreePort, type ServerHandle, startRedis } from '@ballast/native-stack';
import { until } from '@ballast/testkit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, TEST_KEYS } from './admin-requests.ts';
import { storeIn } from './limit-store.ts';
import { type LimitedServer, startLimitedServer } from './limited-server.ts';

const DEADLINE_MS = 50;

let dir: string;
let port: number;
let redis: ServerHandle;
let server: LimitedServer;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-limits-'));
  port = await findFreePort();
  redis = await startRedis({ dir, port });
  server = await startLimitedServer({
    REDIS_PORT: String(port),
    RATE_LIMIT_DEADLINE_MS: String(DEADLINE_MS),
    RATE_LIMIT_DEFAULT_LIMIT: '100000',
  });
});
afterEach(async () => {
  await server?.close();
  await redis?.kill();
  await rm(dir, { recursive: true, force: true });
});

/** The longest that the server's event loop was late since the last reset, over all looks at it. */
let latestMs = 0;

async function metrics(): Promise<string> {
  const text = await (await fetch(`${server.app.url}/metrics`)).text();
  latestMs = Math.max(latestMs, Number(/^nodejs_eventloop_lag_max_seconds\{[^}]*\} (\S+)$/m.exec(text)?.[1]) * 1_000);
  return text;
}

const store = async () => storeIn(await metrics());

/** How many checks there were, and how many took at most so many seconds, measured around the check itself. */
async function countChecks(): Promise<Record<'all' | '0.1' | '0.25', number>> {
  const lines = (await metrics()).split('\n').filter((line) => line.startsWith('rate_limit_check_duration_seconds'));
  const sum = (part: string) =>
    lines.filter((line) => line.includes(part)).reduce((total, line) => total + Number(line.split(' ').at(-1)), 0);
  return { all: sum('_count{'), 0.1: sum('le="0.1"'), 0.25: sum('le="0.25"') };
}

/**
 * What a check may take: its deadline, and what the process was held up by its machine before it could read the answer and
 * before it could act on the deadline, which is no wait for Redis. Beyond what the metric tells apart, nothing is known.
 */
function mostSeconds(): '0.1' | '0.25' | 'all' {
  if (latestMs <= (100 - DEADLINE_MS) / 2) return '0.1';
  return latestMs <= (250 - DEADLINE_MS) / 2 ? '0.25' : 'all';
}

/** Asks by several connections at once until it is told to stop; resolves with the statuses that came. */
function startLoad() {
  let isOn = true;
  const seen: number[] = [];
  const run = async () => {
    while (isOn) {
      const response = await server.from('198.51.100.1', '/prime-check/nonsense');
      await response.arrayBuffer();
      seen.push(response.status);
    }
  };
  const workers = Promise.all(Array.from({ length: 8 }, run));
  return {
    seen,
    stop: async () => {
      isOn = false;
      await workers;
      return seen;
    },
  };
}

function command(...words: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(`${words.join(' ')}\r\n`));
    socket.once('error', reject).once('data', () => {
      socket.destroy();
      resolve();
    });
  });
}

describe('under load, with Redis', () => {
  it.each<[string, () => Promise<void>, () => Promise<void>]>([
    [
      'killed',
      async () => redis.kill().then(() => undefined),
      async () => {
        redis = await startRedis({ dir, port });
      },
    ],
    ['paused', () => command('CLIENT', 'PAUSE', '4000', 'ALL'), async () => {}],
  ])('%s, no request waits over 100 ms for its limit, and Redis’ return is noticed', async (_how, take, giveBack) => {
    const load = startLoad();
    // The first ones compile what they run.
    await until(() => load.seen.length > 300);
    const before = await countChecks();
    latestMs = 0;
    await take();
    await until(async () => (await store()) === 'local');
    const seen = load.seen.length;
    await until(() => load.seen.length > seen + 200);
    await giveBack();
    await until(async () => (await store()) === 'redis');
    const statuses = await load.stop();
    expect(new Set(statuses)).toEqual(new Set([404]));
    const after = await countChecks();
    const most = mostSeconds();
    expect(after.all - before.all).toBeGreaterThan(200);
    expect(after[most] - before[most], `event loop at most ${latestMs} ms late`).toBe(after.all - before.all);
  });
});

it('Redis’ return is noticed', async () => {
  await redis.kill();
  await until(async () => (await store()) === 'local');
  redis = await startRedis({ dir, port });
  await until(async () => (await store()) === 'redis');
});

describe('with Redis away', () => {
  beforeEach(async () => {
    await redis.kill();
    await until(async () => (await store()) === 'local');
  });

  it('one address is still held to its limit, by this instance alone', async () => {
    const startedAt = performance.now();
    const answers = await Promise.all(Array.from({ length: 90 }, () => server.submit('198.51.100.2')));
    const passed = answers.filter(({ status }) => status === 202).length;
    expect(passed).toBeGreaterThanOrEqual(60);
    expect(passed).toBeLessThanOrEqual(61 + (performance.now() - startedAt) / 1_000);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(90 - passed);
  });

  it('what is guessed is refused unseen, while an operator’s key works and health says what is wrong', async () => {
    const tried = (key: string, from = '198.51.100.3') =>
      server.from(from, '/api/limits', { headers: { authorization: `Bearer ${key}` } });
    const guessed = await tried('guessed');
    expect(guessed.status).toBe(503);
    expect(guessed.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(guessed.headers.get('x-ratelimit-policy')).toBe('admin-attempts-per-ip');
    expect(guessed.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(await guessed.json()).toMatchObject({ code: 'unavailable' });
    const link = await server.from('198.51.100.3', '/users/login', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"email":"ann@example.com"}',
    });
    expect(link.status).toBe(503);
    // Where somebody guesses, one key every two seconds is compared: not even a right one between.
    await until(async () => {
      expect((await tried('guessed')).status).toBe(503);
      return (await tried(TEST_KEYS.viewer)).status === 503;
    });
    await until(async () => (await tried(TEST_KEYS.viewer)).status === 200);
    const known = await tried(TEST_KEYS.viewer, '198.51.100.33');
    expect(known.status).toBe(200);
    expect(await known.json()).toMatchObject({ store: { state: 'local' } });

    // Checks are asked for once a second.
    await until(async () => {
      const { status, checks } = (await (await fetch(`${server.app.url}/health`)).json()) as Health;
      return status === 'degraded' && checks.redis?.status === 'down';
    });
    expect((await fetch(`${server.app.url}/readyz`)).status).toBe(200);
    const answer = await ask(`${server.app.url}/api/system`, { as: 'viewer' });
    const system = (await answer.json()) as { problems: { what: string }[] };
    expect(system.problems.map(({ what }) => what).join('\n')).toMatch(/Limits are kept by each web-server for itself/);
  });
});
