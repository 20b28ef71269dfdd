import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { ComputePool, type ComputePoolOptions } from './compute-pool.ts';
import { TurnBudget } from './turn-budget.ts';
import { expectedCostMs, WaitingLine } from './waiting-line.ts';

const MISBEHAVING = new URL('./misbehaving-thread.fixture.ts', import.meta.url);
const COMPOSITE = { isPrime: false, certainty: 'proven' };

/** Long enough to be computed in a thread; the first digit chooses the fixture's fault. */
const exits = `1${'0'.repeat(40)}`;
const throws = `2${'0'.repeat(40)}`;
const hangs = `3${'0'.repeat(40)}`;
const answers = `4${'0'.repeat(40)}`;

const pools: ComputePool[] = [];
function openPool(options: Partial<ComputePoolOptions> = {}): ComputePool {
  const pool = new ComputePool({ threads: 1, deadlineMs: 10_000, ...options });
  pools.push(pool);
  return pool;
}
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

describe('ComputePool', () => {
  test('numbers of every length get the verdict of the primality package, from here and from the threads', async () => {
    const pool = openPool({ threads: 2 });
    const verdicts = await Promise.all(
      ['7', '18446744073709551557', String(2n ** 127n - 1n), '9'.repeat(100)].map((digits) => pool.check(digits)),
    );
    expect(verdicts).toEqual([
      { isPrime: true, certainty: 'proven' },
      { isPrime: true, certainty: 'proven' },
      { isPrime: true, certainty: 'probable' },
      COMPOSITE,
    ]);
  });

  test.each(['07', `0${'7'.repeat(30)}`])('%s is refused with its code, not reported as a crash', async (text) => {
    await expect(openPool().check(text)).rejects.toMatchObject({ name: 'PrimalityError', code: 'not_whole_number' });
  });

  test.each([
    ['exits', exits],
    ['throws', throws],
  ])('a thread that %s fails its own check and no other, and the next check runs', async (_how, bad) => {
    const pool = openPool({ threadFile: MISBEHAVING });
    const results = await Promise.allSettled([pool.check(bad), pool.check(answers), pool.check(answers)]);
    expect(results[0]).toMatchObject({ status: 'rejected', reason: { code: 'thread_crashed' } });
    expect(results.slice(1)).toMatchObject([{ value: COMPOSITE }, { value: COMPOSITE }]);
    await expect(pool.check(answers)).resolves.toEqual(COMPOSITE);
  });

  test('a check that passes its deadline is given up; one that waited as long meanwhile is not', async () => {
    // Room for starting a thread on a busy machine: that counts, too.
    const pool = openPool({ threadFile: MISBEHAVING, deadlineMs: 5_000 });
    const [late, waited] = await Promise.allSettled([pool.check(hangs), pool.check(answers)]);
    expect(late).toMatchObject({ status: 'rejected', reason: { code: 'deadline' } });
    expect(waited).toMatchObject({ status: 'fulfilled', value: COMPOSITE });
  });

  test('an aborted signal gives up what waits and leaves what runs', async () => {
    const pool = openPool({ threadFile: MISBEHAVING, deadlineMs: 500 });
    const stop = new AbortController();
    const running = pool.check(hangs, stop.signal);
    const waiting = pool.check(answers, stop.signal);
    await nextTurn();
    expect([pool.running, pool.waiting]).toEqual([1, 1]);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'given_up' });
    expect([pool.running, pool.waiting]).toEqual([1, 0]);
    await expect(running).rejects.toMatchObject({ code: 'deadline' });
    await expect(pool.check(answers, stop.signal)).rejects.toMatchObject({ code: 'given_up' });
    expect(pool.running).toBe(0);
  });

  test('progress is reported while a thread computes', async () => {
    let progress = 0;
    const pool = openPool({ threadFile: MISBEHAVING, deadlineMs: 2_500, onProgress: () => progress++ });
    await expect(pool.check(hangs)).rejects.toMatchObject({ code: 'deadline' });
    expect(progress).toBeGreaterThanOrEqual(1);
  });

  test('many short numbers at once leave the event loop its turns', async () => {
    const pool = openPool();
    let turns = 0;
    let over = false;
    const counting = (async () => {
      for (; !over; turns++) await nextTurn();
    })();
    await Promise.all(Array.from({ length: 800 }, () => pool.check('99999999999999999989')));
    over = true;
    await counting;
    expect(turns).toBeGreaterThan(10);
  });
});

test('a budget runs all work in order, over several turns', async () => {
  const budget = new TurnBudget(1);
  const done: number[] = [];
  const work = (i: number) => {
    for (const end = performance.now() + 0.6; performance.now() < end; );
    done.push(i);
  };
  const all = Promise.all([0, 1, 2, 3, 4, 5].map((i) => budget.run(() => work(i))));
  expect(done.length).toBeLessThan(6);
  await all;
  expect(done).toEqual([0, 1, 2, 3, 4, 5]);
});

describe('WaitingLine', () => {
  test('short checks overtake long ones', () => {
    const line = new WaitingLine<string>();
    line.add('long', expectedCostMs(1_000), 0);
    line.add('short', expectedCostMs(50), 10);
    expect([line.next(), line.next(), line.next()]).toEqual(['short', 'long', undefined]);
  });

  test('a long check is not overtaken for ever', () => {
    const line = new WaitingLine<string>();
    line.add('long', expectedCostMs(1_000), 0);
    const order: (string | undefined)[] = [];
    // Every 100 ms a short one arrives and one thread takes one check.
    for (let now = 100; !order.includes('long') && now < 60_000; now += 100) {
      line.add('short', expectedCostMs(50), now);
      order.push(line.next());
    }
    expect(order).toContain('long');
    expect(order.length).toBeLessThan(20);
  });
});
