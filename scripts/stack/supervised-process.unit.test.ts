import { setImmediate as tick } from 'node:timers/promises';
import type { ProcessExit, RunningProcess } from '@ballast/native-stack';
import { expect, test } from 'vitest';
import { restartDelay, STABLE_AFTER_MS } from './backoff.ts';
import { SupervisedProcess, type Time } from './supervised-process.ts';

/** A process that runs until it is told to end. */
class FakeProcess implements RunningProcess {
  readonly pid = process.pid;
  readonly log = { path: 'log', lastLines: () => '' };
  readonly exited: Promise<ProcessExit>;
  readonly #end: (exit: ProcessExit) => void;
  stopped = 0;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<ProcessExit>();
    this.exited = promise;
    this.#end = resolve;
  }
  crash(): void {
    this.#end({ code: 1, signal: null });
  }
  async stop(): Promise<void> {
    this.stopped += 1;
    this.#end({ code: 0, signal: null });
  }
  async kill(): Promise<void> {
    this.#end({ code: null, signal: 'SIGKILL' });
  }
}

/** Time that stands still until it is moved on. */
class FakeTime implements Time {
  #now = 0;
  #pauses: { until: number; end: () => void }[] = [];

  now = () => this.#now;
  pause = (ms: number, signal: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    this.#pauses.push({ until: this.#now + ms, end: resolve });
    return promise;
  };

  async pass(ms: number): Promise<void> {
    // What has just happened has to have been noticed, before and after.
    await tick();
    this.#now += ms;
    for (const pause of this.#pauses) if (pause.until <= this.#now) pause.end();
    await tick();
  }
}

function supervise(launch?: () => Promise<RunningProcess>) {
  const launched: FakeProcess[] = [];
  const notes: string[] = [];
  const time = new FakeTime();
  const launchFake = async () => {
    const fake = new FakeProcess();
    launched.push(fake);
    return fake;
  };
  const supervised = new SupervisedProcess(
    { name: 'app', kind: 'app', port: 1, launch: launch ?? launchFake },
    { changed: () => undefined, note: (text) => notes.push(text) },
    time,
  );
  return { supervised, launched, notes, pass: (ms: number) => time.pass(ms) };
}

test('a process that dies is started again, each time after a longer pause', async () => {
  const { supervised, launched, pass } = supervise();
  await supervised.start();
  for (const [attempt, count] of [
    [0, 2],
    [1, 3],
    [2, 4],
  ] as const) {
    launched.at(-1)?.crash();
    await pass(restartDelay(attempt) - 1);
    expect(launched).toHaveLength(count - 1);
    expect(supervised.state.process).toBeNull();
    await pass(1);
    expect(launched).toHaveLength(count);
  }
  expect(supervised.state.restarts).toBe(3);
  await supervised.stop();
});

test('a process that ran long begins the row of pauses anew', async () => {
  const { supervised, launched, pass } = supervise();
  await supervised.start();
  launched.at(-1)?.crash();
  await pass(restartDelay(0));
  await pass(STABLE_AFTER_MS + 1);
  launched.at(-1)?.crash();
  await pass(restartDelay(0));
  expect(launched).toHaveLength(3);
  await supervised.stop();
});

test('a stopped process is stopped once and never started again', async () => {
  const { supervised, launched, pass } = supervise();
  await supervised.start();
  await supervised.stop();
  await supervised.stop();
  await pass(60_000);
  expect(launched.map((one) => one.stopped)).toEqual([1]);
  expect(supervised.state.process).toBeNull();
});

test('a stop during the pause before a restart starts nothing', async () => {
  const { supervised, launched, pass } = supervise();
  await supervised.start();
  launched.at(-1)?.crash();
  await tick();
  await supervised.stop();
  await pass(60_000);
  expect(launched).toHaveLength(1);
});

test('a restart that fails is tried again', async () => {
  let attempts = 0;
  const first = new FakeProcess();
  const last = new FakeProcess();
  const { supervised, notes, pass } = supervise(async () => {
    attempts += 1;
    if (attempts === 2) throw new Error('the port is taken');
    return attempts === 1 ? first : last;
  });
  await supervised.start();
  first.crash();
  await pass(restartDelay(0));
  await pass(restartDelay(1));
  expect(attempts).toBe(3);
  expect(notes.join('\n')).toContain('the port is taken');
  await supervised.stop();
  expect(last.stopped).toBe(1);
});

test('a first start that fails is the caller’s to know', async () => {
  const { supervised } = supervise(() => Promise.reject(new Error('no binary')));
  await expect(supervised.start()).rejects.toThrow('no binary');
  await supervised.stop();
});
