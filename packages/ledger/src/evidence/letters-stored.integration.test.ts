import { setTimeout as pause } from 'node:timers/promises';
import { deadLetterSubject, SUBJECT } from '@ballast/contracts';
import { CONSUMER, deleteStored, startRawConsumer, streamState } from '@ballast/messaging';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { until } from '@ballast/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type EvidenceBench, openEvidenceBench } from '../../test/evidence-bench.ts';
import { areLettersStored } from './letters-stored.ts';

const { stream } = CONSUMER.deadLetters;
const ONCE = { waitMs: 0 };

let bench: EvidenceBench;
let closers: (() => unknown)[];

beforeEach(async () => {
  bench = await openEvidenceBench();
  closers = [];
});
afterEach(async () => {
  for (const close of closers.toReversed()) await close();
  await bench.close();
});

let published = 0;
async function publishLetter(): Promise<number> {
  published += 1;
  const messageId = `dlq:${published}:r0`;
  const letter = { subject: deadLetterSubject(SUBJECT.primeCheck), messageId, body: '{}' };
  return (await bench.messaging.publish(letter)).seq;
}

/** Acks each letter when `handle` is over, as the manager does after its commit. */
function takeLetters(handle: (seq: number) => Promise<unknown>): void {
  const consumer = startRawConsumer(bench.messaging, {
    consumer: CONSUMER.deadLetters,
    concurrency: 64,
    handle: async ({ seq }) => void (await handle(seq)),
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics: createMetrics('test'),
    onActivity: () => undefined,
  });
  closers.push(() => consumer.stop());
}

test('letters that keep coming do not keep those published before from being stored', async () => {
  let isOver = false;
  let newest = 0;
  const flow = Promise.all(
    Array.from({ length: 4 }, async () => {
      while (!isOver) newest = Math.max(newest, await publishLetter());
    }),
  );
  closers.push(async () => {
    isOver = true;
    await flow;
  });
  const settled = new Set<number>();
  takeLetters(async (seq) => {
    await pause(60);
    settled.add(seq);
  });
  await until(() => settled.size > 100);

  const before = newest;
  expect(await areLettersStored(bench.messaging, { waitMs: 60_000 })).toBe(true);
  expect(Array.from({ length: before }, (_, n) => n + 1).filter((seq) => !settled.has(seq))).toEqual([]);
  // There never was an instant at which all was stored.
  expect(settled.size).toBeLessThan(newest);
});

test('a letter that was published before and is not stored keeps the answer false, whatever is stored after it', async () => {
  const release = Promise.withResolvers<void>();
  closers.push(() => release.resolve());
  const held = await publishLetter();
  expect(await areLettersStored(bench.messaging, ONCE)).toBe(false);

  const settled = new Set<number>();
  takeLetters(async (seq) => {
    if (seq === held) await release.promise;
    settled.add(seq);
  });
  const next = await publishLetter();
  await until(() => settled.has(next));
  expect(await areLettersStored(bench.messaging, { waitMs: 1_000 })).toBe(false);

  const answer = areLettersStored(bench.messaging, { waitMs: 60_000 });
  release.resolve();
  expect(await answer).toBe(true);
});

test('letters that are stored and deleted count as stored, as does a queue that never had any', async () => {
  expect(await areLettersStored(bench.messaging, ONCE)).toBe(true);
  takeLetters(() => Promise.resolve());
  const seqs = [await publishLetter(), await publishLetter(), await publishLetter()];
  await until(async () => (await streamState(bench.messaging, stream))?.consumers[0]?.ackFloorSeq === seqs.at(-1));
  await deleteStored(bench.messaging, stream, { fromSeq: 1, toSeq: 2 });
  expect(await areLettersStored(bench.messaging, ONCE)).toBe(true);
  await deleteStored(bench.messaging, stream, { fromSeq: 3, toSeq: 3 });
  expect(await areLettersStored(bench.messaging, ONCE)).toBe(true);
});

test('the wait ends with the signal, and with the broker away nothing is said to be stored', async () => {
  await publishLetter();
  const controller = new AbortController();
  const answer = areLettersStored(bench.messaging, { waitMs: 60_000, signal: controller.signal });
  controller.abort();
  await expect(answer).rejects.toMatchObject({ name: 'AbortError' });
  await bench.messaging.close();
  expect(await areLettersStored(bench.messaging)).toBe(false);
});
