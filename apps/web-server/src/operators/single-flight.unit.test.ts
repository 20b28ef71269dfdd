import { describe, expect, it } from 'vitest';
import { singleFlight } from './single-flight.ts';

/** Work that ends when it is told to, or when it is aborted. */
function startWork(options: { deadlineMs?: number } = {}) {
  const runs: { signal: AbortSignal; end: (value: string) => void }[] = [];
  const ask = singleFlight(
    (signal) =>
      new Promise<string>((resolve, reject) => {
        runs.push({ signal, end: resolve });
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
    options,
  );
  return { ask, runs };
}

const stay = () => new AbortController().signal;
const tick = () => new Promise((resolve) => setImmediate(resolve));

describe('work that is the same for everybody', () => {
  it('runs once for all who wait, and anew for who comes later', async () => {
    const { ask, runs } = startWork();
    const answers = [ask(stay()), ask(stay()), ask(stay())];
    await tick();
    runs[0]?.end('first');
    expect(await Promise.all(answers)).toEqual(['first', 'first', 'first']);
    const later = ask(stay());
    await tick();
    runs[1]?.end('second');
    expect(await later).toBe('second');
    expect(runs).toHaveLength(2);
  });

  it('goes on while one caller waits, is aborted when none does, and runs anew for the next', async () => {
    const { ask, runs } = startWork();
    const [one, other] = [new AbortController(), new AbortController()];
    const answers = Promise.allSettled([ask(one.signal), ask(other.signal)]);
    await tick();
    one.abort();
    expect(runs[0]?.signal.aborted).toBe(false);
    other.abort();
    expect(runs[0]?.signal.aborted).toBe(true);
    const next = ask(stay());
    expect(await answers).toMatchObject([{ reason: { code: 'unavailable' } }, { reason: { code: 'unavailable' } }]);
    await tick();
    runs[1]?.end('anew');
    expect(await next).toBe('anew');
  });

  it('is given up after its time, and a failure is everybody’s and not kept', async () => {
    const { ask, runs } = startWork({ deadlineMs: 20 });
    const answers = await Promise.allSettled([ask(stay()), ask(stay())]);
    expect(answers).toMatchObject([{ reason: { code: 'unavailable' } }, { reason: { code: 'unavailable' } }]);
    const next = ask(stay());
    await tick();
    runs[1]?.end('anew');
    expect(await next).toBe('anew');
  });
});
