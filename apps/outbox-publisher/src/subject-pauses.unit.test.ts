import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SubjectPauses } from './subject-pauses.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const noJitter = () => 0;

test('a subject that stays stuck is probed less and less often, down to every 5 s', () => {
  const pauses = new SubjectPauses(noJitter);
  const delays = Array.from({ length: 8 }, () => pauses.pause('a', 'unavailable', false).pause.delayMs);
  expect(delays).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000, 5_000]);
});

test('a subject waits for its delay, then may probe, and flows after a success', () => {
  const pauses = new SubjectPauses(noJitter);
  expect(pauses.isWaiting('a')).toBe(false);
  pauses.pause('a', 'stream_full', false);
  expect([pauses.isWaiting('a'), pauses.isWaiting('b')]).toEqual([true, false]);
  expect(pauses.nextProbeMs()).toBeCloseTo(250);

  vi.advanceTimersByTime(251);
  expect([pauses.isWaiting('a'), pauses.isProbing('a')]).toEqual([false, true]);
  expect(pauses.nextProbeMs()).toBeUndefined();

  expect(pauses.flow('a')).toMatchObject({ pause: { reason: 'stream_full' } });
  expect([pauses.isProbing('a'), pauses.list()]).toEqual([false, []]);
  expect(pauses.flow('a')).toBeUndefined();
});

test('when something got through, the delay starts anew and so does the time it has stood still', () => {
  const pauses = new SubjectPauses(noJitter);
  const first = pauses.pause('a', 'stream_full', false).pause;
  vi.advanceTimersByTime(10_000);
  expect(pauses.pause('a', 'stream_full', false).pause.since).toEqual(first.since);
  const moved = pauses.pause('a', 'stream_full', true).pause;
  expect(moved.delayMs).toBe(250);
  expect(moved.since.getTime()).toBe(first.since.getTime() + 10_000);
});

test('jitter only shortens the delay, by a fifth at most', () => {
  const pauses = new SubjectPauses(() => 0.999);
  pauses.pause('a', 'timeout', false);
  expect(pauses.nextProbeMs()).toBeGreaterThanOrEqual(200);
  expect(pauses.nextProbeMs()).toBeLessThan(250);
});

test('resumeAll lets every subject probe at once, and keeps how long it has stood still', () => {
  const pauses = new SubjectPauses(noJitter);
  pauses.pause('a', 'no_stream', false);
  pauses.pause('b', 'unavailable', false);
  pauses.resumeAll();
  expect([pauses.isWaiting('a'), pauses.isWaiting('b')]).toEqual([false, false]);
  expect(pauses.list()).toHaveLength(2);
  expect(pauses.pause('a', 'no_stream', false).pause.delayMs).toBe(500);
});

test('a subject on the edge of a full stream makes news every 10 s at most', () => {
  const pauses = new SubjectPauses(noJitter);
  const news = Array.from({ length: 100 }, () => {
    const { isNews } = pauses.pause('a', 'stream_full', true);
    const ended = pauses.flow('a');
    vi.advanceTimersByTime(250);
    return [isNews, ended?.isNews];
  });
  expect(news.filter(([paused]) => paused)).toHaveLength(3);
  expect(news.filter(([, flowed]) => flowed)).toHaveLength(3);
});

test('a pause ends when its wait is over and nothing is due to probe with', () => {
  const pauses = new SubjectPauses(noJitter);
  pauses.pause('a', 'timeout', false);
  pauses.pause('b', 'timeout', false);
  pauses.endIdle(new Set(['b']));
  expect(pauses.list()).toHaveLength(2);

  vi.advanceTimersByTime(251);
  pauses.endIdle(new Set(['b']));
  expect(pauses.list()).toMatchObject([{ subject: 'b' }]);
});
