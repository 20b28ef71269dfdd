import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTurns } from './turns.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Turns over `items`, of which each is taken off as it goes. `at`: when the next may go. */
function start(items: number[], at = 0) {
  const gone: number[] = [];
  const turns = createTurns<number>({
    next: () => items[0],
    take: async (item) => {
      items.shift();
      gone.push(item);
    },
    mayGoAt: () => at,
  });
  return { turns, gone, items };
}

describe('createTurns', () => {
  it('takes one after the other in their order, and is done when nothing is next', async () => {
    const { turns, gone } = start([1, 2, 3]);
    await turns.run();
    expect(gone).toEqual([1, 2, 3]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does not begin with one before the one before it is done', async () => {
    const finish: (() => void)[] = [];
    const items = [1, 2];
    const take = vi.fn(async () => {
      items.shift();
      await new Promise<void>((resolve) => finish.push(resolve));
    });
    const turns = createTurns<number>({ next: () => items[0], take, mayGoAt: () => 0 });
    const done = turns.run();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(take).toHaveBeenCalledTimes(1);
    finish[0]?.();
    await vi.advanceTimersByTimeAsync(0);
    expect(take).toHaveBeenCalledTimes(2);
    finish[1]?.();
    await done;
  });

  it('runs once, however often it is started', async () => {
    const { turns, gone } = start([1, 2]);
    await Promise.all([turns.run(), turns.run()]);
    expect(gone).toEqual([1, 2]);
  });

  it('goes on with what comes after it was done', async () => {
    const { turns, gone, items } = start([1]);
    await turns.run();
    items.push(2);
    await turns.run();
    expect(gone).toEqual([1, 2]);
  });

  it('waits until the next may go, and tells when that is', async () => {
    const at = Date.now() + 5_000;
    const { turns, gone } = start([1], at);
    void turns.run();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(gone).toEqual([]);
    expect(turns.nextAt.get()).toBe(at);
    await vi.advanceTimersByTimeAsync(1);
    expect(gone).toEqual([1]);
    expect(turns.nextAt.get()).toBeUndefined();
  });

  it('makes no turn during a pause, save that somebody wakes it', async () => {
    const { turns, gone } = start([1]);
    turns.pause(15_000);
    void turns.run();
    await vi.advanceTimersByTimeAsync(14_999);
    expect(gone).toEqual([]);
    turns.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(gone).toEqual([1]);
  });

  it('is not woken from what a limit asks for', async () => {
    const { turns, gone } = start([1], Date.now() + 5_000);
    turns.pause(1_000);
    void turns.run();
    turns.wake();
    await vi.advanceTimersByTimeAsync(4_999);
    expect(gone).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(gone).toEqual([1]);
  });

  it('takes nothing more and leaves no timer when it is closed', async () => {
    const { turns, gone } = start([1], Date.now() + 5_000);
    void turns.run();
    await vi.advanceTimersByTimeAsync(0);
    turns.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(gone).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('waits for nobody when what was next is gone meanwhile', async () => {
    const { turns, gone, items } = start([1], Date.now() + 5_000);
    void turns.run();
    items.length = 0;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(gone).toEqual([]);
    expect(turns.nextAt.get()).toBeUndefined();
  });
});
