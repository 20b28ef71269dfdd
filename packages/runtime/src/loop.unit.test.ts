import { createLogger } from '@ballast/telemetry';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLoop, startLoop } from './loop.ts';

const logger = createLogger({ service: 'test', level: 'silent' });

describe('startLoop', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Lets everything that needs no timer happen. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  }

  it('runs at once, then after each interval', async () => {
    let runs = 0;
    const loop = startLoop({ name: 'l', intervalMs: 1_000, runOnce: async () => ++runs, logger });
    await settle();
    expect(runs).toBe(1);
    await vi.advanceTimersByTimeAsync(999);
    await settle();
    expect(runs).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    await settle();
    expect(runs).toBe(2);
    await loop.stop();
  });

  it('lets the result decide the pause', async () => {
    const found = [5, 5, 0];
    let runs = 0;
    const runOnce = async () => found[runs++] ?? 0;
    const loop = startLoop({ name: 'l', intervalMs: (count) => (count > 0 ? 0 : 10_000), runOnce, logger });
    await settle();
    expect(runs).toBe(3);
    await loop.stop();
  });

  it('runs early when woken', async () => {
    let runs = 0;
    const loop = startLoop({ name: 'l', intervalMs: 60_000, runOnce: async () => ++runs, logger });
    await settle();
    loop.wake();
    await settle();
    expect(runs).toBe(2);
    await settle();
    expect(runs).toBe(2);
    await loop.stop();
  });

  it('runs once more, and only once, when woken several times during a run', async () => {
    let runs = 0;
    let finish = () => {};
    const runOnce = () => {
      runs += 1;
      return new Promise<void>((resolve) => (finish = resolve));
    };
    const loop = startLoop({ name: 'l', intervalMs: 60_000, runOnce, logger });
    await settle();
    loop.wake();
    loop.wake();
    expect(runs).toBe(1);
    finish();
    await settle();
    expect(runs).toBe(2);
    finish();
    await settle();
    expect(runs).toBe(2);
    const stopped = loop.stop();
    await stopped;
  });

  it('reports a failed run and goes on, after a pause that grows with each failure in a row', async () => {
    const starts: number[] = [];
    const seen: number[] = [];
    const runOnce = async () => {
      starts.push(Date.now());
      if (starts.length < 4) throw new Error('broken');
    };
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    const onError = (_error: unknown, consecutive: number) => {
      seen.push(consecutive);
      throw new Error('even so');
    };
    const loop = startLoop({ name: 'l', intervalMs: 60_000, runOnce, logger, onError });
    for (let ms = 0; ms < 4_000; ms += 100) {
      await settle();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(seen).toEqual([1, 2, 3]);
    const first = starts[0] ?? 0;
    expect(starts.map((at) => at - first)).toEqual([0, 500, 1_500, 3_500]);
    await loop.stop();
  });

  it('is not driven faster than twice a second by wake-ups while it fails', async () => {
    let runs = 0;
    const runOnce = async () => {
      runs += 1;
      throw new Error('broken');
    };
    const loop = startLoop({ name: 'l', intervalMs: 60_000, runOnce, logger });
    for (let ms = 0; ms < 2_000; ms += 10) {
      loop.wake();
      await vi.advanceTimersByTimeAsync(10);
      await settle();
    }
    expect(runs).toBeGreaterThanOrEqual(4);
    expect(runs).toBeLessThanOrEqual(5);
    await loop.stop();
  });

  it('stops during a long pause without waiting for its end', async () => {
    const loop = startLoop({ name: 'l', intervalMs: 2 ** 40, runOnce: async () => 1, logger });
    await settle();
    await loop.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('aborts the signal of the run at the stop, waits for it, and reports no failure for breaking off', async () => {
    const errors: unknown[] = [];
    let running = false;
    const runOnce = async (signal: AbortSignal) => {
      running = true;
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await settle();
      running = false;
      signal.throwIfAborted();
    };
    const loop = startLoop({ name: 'l', intervalMs: 0, runOnce, logger, onError: (error) => errors.push(error) });
    await settle();
    expect(running).toBe(true);
    await loop.stop();
    expect(running).toBe(false);
    expect(errors).toEqual([]);
  });

  it('subscribes to its wake-ups while it lives, and no longer', async () => {
    let wakeUp: (() => void) | undefined;
    const wake = (fn: () => void) => {
      wakeUp = fn;
      return () => {
        wakeUp = undefined;
      };
    };
    let runs = 0;
    const loop = startLoop({ name: 'l', intervalMs: 60_000, runOnce: async () => ++runs, logger, wake });
    await settle();
    wakeUp?.();
    await settle();
    expect(runs).toBe(2);
    await loop.stop();
    expect(wakeUp).toBeUndefined();
  });

  it('bears any order of start and stop', async () => {
    let runs = 0;
    const loop = createLoop({ name: 'l', intervalMs: 60_000, runOnce: async () => ++runs, logger });
    loop.wake();
    await loop.stop();
    await loop.stop();
    expect(runs).toBe(0);
    loop.start();
    loop.start();
    await settle();
    expect(runs).toBe(1);
    await Promise.all([loop.stop(), loop.stop()]);
    loop.start();
    await settle();
    expect(runs).toBe(2);
    await loop.stop();
  });

  it('lets other work have its turn when the interval is 0', async () => {
    vi.useRealTimers();
    const loop = startLoop({ name: 'l', intervalMs: 0, runOnce: async () => 1, logger });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await loop.stop();
  });
});
