import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Health } from './health.ts';

const never = () => new Promise<void>(() => undefined);

describe('Health', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  });
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  it('is live whatever its dependencies do, without asking them', () => {
    const health = new Health();
    const check = vi.fn(() => Promise.reject(new Error('down')));
    health.register('mysql', check);
    expect(health.live()).toBe(true);
    health.drain();
    expect(health.live()).toBe(true);
    expect(check).not.toHaveBeenCalled();
  });

  it('is ready from setReady until it drains, and not again after', async () => {
    const health = new Health();
    expect(await health.ready()).toEqual({ ready: false, reason: 'starting' });
    health.setReady(true);
    expect(await health.ready()).toEqual({ ready: true });
    health.setReady(false);
    expect((await health.ready()).ready).toBe(false);
    health.drain();
    health.setReady(true);
    expect(await health.ready()).toEqual({ ready: false, reason: 'draining' });
  });

  it('is not ready while a critical check fails, and only degraded while another does', async () => {
    const health = new Health();
    health.setReady(true);
    health.register('redis', () => Promise.reject(new Error('gone')), { critical: false });
    health.register('nats', async () => ({ status: 'degraded' }));
    expect(await health.report()).toMatchObject({ status: 'degraded', checks: { redis: { status: 'down' } } });
    expect(await health.ready()).toEqual({ ready: true });
    health.register('mysql', () => Promise.reject(Object.assign(new Error('secret detail'), { code: 'ECONNREFUSED' })));
    expect(await health.report()).toMatchObject({
      status: 'down',
      checks: {
        mysql: { status: 'down', error: 'ECONNREFUSED' },
        redis: { error: 'gone' },
        nats: { status: 'degraded' },
      },
    });
    expect(await health.ready()).toEqual({ ready: false, reason: 'mysql' });
  });

  it('runs its checks at the same time, each for two seconds at most', async () => {
    const health = new Health();
    for (const name of ['a', 'b', 'c']) health.register(name, never);
    health.register('fine', async () => undefined);
    const report = health.report();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await report).toMatchObject({
      status: 'down',
      checks: { a: { status: 'down', error: 'check_timeout', ms: 2_000 }, fine: { status: 'ok' } },
    });
  });

  it('asks a dependency once a second at most, however many probes there are', async () => {
    const health = new Health();
    const check = vi.fn(async () => undefined);
    health.register('mysql', check);
    await Promise.all(Array.from({ length: 1_000 }, () => health.report()));
    expect(check).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(999);
    await health.report();
    expect(check).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1);
    await health.report();
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('does not start a hanging check a second time, and answers for it at once', async () => {
    const health = new Health();
    let answer = () => {};
    const check = vi.fn(() => new Promise<void>((resolve) => (answer = resolve)));
    health.register('mysql', check);
    const first = health.report();
    await vi.advanceTimersByTimeAsync(2_000);
    await first;
    await vi.advanceTimersByTimeAsync(1_500);
    const second = health.report();
    await vi.advanceTimersByTimeAsync(0);
    expect((await second).checks.mysql).toMatchObject({ status: 'down', error: 'check_timeout' });
    expect(check).toHaveBeenCalledTimes(1);
    answer();
    await vi.advanceTimersByTimeAsync(1_500);
    const third = health.report();
    answer();
    expect((await third).status).toBe('ok');
    expect(check).toHaveBeenCalledTimes(2);
  });

  it('sees a dependency come back', async () => {
    const health = new Health();
    let up = false;
    health.register('mysql', async () => {
      if (!up) throw new Error('down');
    });
    expect((await health.report()).status).toBe('down');
    up = true;
    await vi.advanceTimersByTimeAsync(1_000);
    expect((await health.report()).status).toBe('ok');
  });

  it('logs the changes of a check, not every answer', async () => {
    const logger = { info: vi.fn(), warn: vi.fn() };
    const health = new Health(logger as never);
    let up = true;
    health.register('mysql', () => (up ? Promise.resolve() : Promise.reject(new Error('why'))));
    for (const next of [true, false, false, false, true, true]) {
      up = next;
      await health.report();
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.info).toHaveBeenCalledTimes(1);
  });
});
