import { expect, test } from 'vitest';
import { createPollPace } from './poll-pace.ts';

const idle = (pace: ReturnType<typeof createPollPace>, times: number) =>
  Array.from({ length: times }, () => pace.next(false, undefined));

test('an idle outbox is looked at less and less often, down to the poll interval', () => {
  expect(idle(createPollPace(1_000), 6)).toEqual([200, 400, 800, 1_000, 1_000, 1_000]);
});

test('a busy outbox is looked at every 100 ms, and the pauses grow anew afterwards', () => {
  const pace = createPollPace(1_000);
  idle(pace, 5);
  expect([pace.next(true, undefined), pace.next(true, undefined)]).toEqual([100, 100]);
  expect(idle(pace, 2)).toEqual([200, 400]);
});

test('the next look comes in time for the next probe, without changing the pace', () => {
  const pace = createPollPace(1_000);
  expect([pace.next(false, 30), pace.next(false, 5_000), pace.next(false, undefined)]).toEqual([30, 400, 800]);
});

test('a poll interval under 100 ms is kept to', () => {
  expect(createPollPace(20).next(true, undefined)).toBe(20);
});
