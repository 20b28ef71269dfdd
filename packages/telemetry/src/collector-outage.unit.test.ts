import { until } from '@ballast/testkit';
import { afterEach, expect, it, vi } from 'vitest';
import { startTraced, type Traced } from '../test/start-traced.ts';
import { withSpan } from './with-span.ts';

let traced: Traced | undefined;
afterEach(async () => {
  await traced?.stop();
  traced = undefined;
});

const work = () => withSpan('work', {}, async () => undefined);

it('says once that the collector refuses, however often it does, and once that it is back', async () => {
  const logger = { info: vi.fn(), warn: vi.fn() };
  traced = await startTraced({ logger });
  const { collector } = traced;
  collector.behave('refuse');
  await until(async () => {
    await work();
    return collector.exports >= 3;
  });
  expect(logger.warn).toHaveBeenCalledOnce();
  expect(logger.warn.mock.calls[0]?.[1]).toBe('the collector takes no traces; they are dropped until it does');
  expect(logger.info).not.toHaveBeenCalled();
  collector.behave('accept');
  await until(async () => {
    await work();
    return logger.info.mock.calls.length > 0;
  });
  expect(logger.info.mock.calls[0]?.[0]).toMatchObject({ lost: expect.any(Number) });
  expect(logger.warn).toHaveBeenCalledOnce();
}, 30_000);

it('works on while the collector hangs: nothing waits for the export, and what is kept for it is bounded', async () => {
  traced = await startTraced();
  const { collector, tracing } = traced;
  collector.behave('hang');
  await work();
  await until(() => collector.exports === 1);
  // The export is under way and nobody answers it. After 5 s it would be given up, and another one begun.
  for (let i = 0; i < 5_000; i += 1) await work();
  expect(collector.exports).toBe(1);
  expect(collector.spans).toEqual([]);
  collector.behave('accept');
  await until(() => collector.spans.length > 0, { timeoutMs: 15_000 });
  await tracing.shutdown();
  expect(collector.spans.length).toBeLessThan(2_600);
}, 30_000);

it('ends within its bound while the collector hangs', async () => {
  traced = await startTraced();
  const { collector, tracing } = traced;
  collector.behave('hang');
  await work();
  await until(() => collector.exports === 1);
  for (let i = 0; i < 1_000; i += 1) await work();
  const startedAt = performance.now();
  await tracing.shutdown();
  // Its bound is 2 s; without it, it would wait for both exports, 5 s each.
  expect(performance.now() - startedAt).toBeLessThan(4_800);
}, 30_000);
