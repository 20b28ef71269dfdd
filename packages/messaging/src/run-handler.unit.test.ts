import { dead, done, retry } from '@ballast/reliability';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runHandler } from './run-handler.ts';

const failure = { code: 'x', message: 'x' };
let stop: AbortController;
beforeEach(() => {
  vi.useFakeTimers();
  stop = new AbortController();
});
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const limits = () => ({ deadlineMs: 1000, stop: stop.signal });
const onAbort = (signal: AbortSignal) => new Promise((resolve) => signal.addEventListener('abort', resolve));

test('gives what the handler gives', async () => {
  expect(await runHandler(async () => dead('poison', failure), limits())).toEqual(dead('poison', failure));
});

test('what is thrown becomes its outcome, also when it is thrown before anything is awaited', async () => {
  const thrown = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
  const handle = () => {
    throw thrown;
  };
  expect(await runHandler(handle, limits())).toMatchObject({ kind: 'unavailable' });
});

test('a handler that obeys its deadline fails by it, whatever it says about itself', async () => {
  const running = runHandler(async (signal) => {
    await onAbort(signal);
    return retry(failure);
  }, limits());
  await vi.advanceTimersByTimeAsync(1000);
  expect(await running).toMatchObject({ kind: 'retry', error: { code: 'handler_timeout' } });
});

test('work that is finished at the last moment counts', async () => {
  const running = runHandler(async (signal) => {
    await onAbort(signal);
    return done;
  }, limits());
  await vi.advanceTimersByTimeAsync(1000);
  expect(await running).toEqual(done);
});

test('a handler that ignores its signal is given up after a grace', async () => {
  const running = runHandler(() => new Promise(() => undefined), limits());
  await vi.advanceTimersByTimeAsync(1000 + 3000);
  expect(await running).toMatchObject({ kind: 'retry', error: { code: 'handler_timeout' } });
});

test('a stop interrupts without costing an attempt', async () => {
  const running = runHandler(async (signal) => {
    await onAbort(signal);
    throw signal.reason;
  }, limits());
  stop.abort();
  expect(await running).toMatchObject({ kind: 'defer', error: { code: 'shutdown' } });
});

test('a handler that begins after the stop is told at once', async () => {
  stop.abort();
  const outcome = await runHandler(async (signal) => (signal.aborted ? retry(failure) : done), limits());
  expect(outcome).toMatchObject({ kind: 'defer', error: { code: 'shutdown' } });
});
