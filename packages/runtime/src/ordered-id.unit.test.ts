import { validate, version } from 'uuid';
import { afterEach, expect, it, vi } from 'vitest';
import { orderedId } from './ordered-id.ts';

afterEach(() => {
  vi.useRealTimers();
});

const COUNT = 5_000;
const MINUTE = 60_000;

let ahead = 0;

/** Sets the clock to a time at which no id was made yet, whichever test comes first: ids never go back. */
function setClockAhead(): number {
  ahead += 10 * MINUTE;
  const now = Date.now() + ahead;
  vi.useFakeTimers({ toFake: ['Date'], now });
  return now;
}

it('makes UUIDs of version 7, each another one, in ascending order', () => {
  const ids = Array.from({ length: COUNT }, orderedId);
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
  expect(new Set(ids).size).toBe(COUNT);
  expect(ids).toEqual(ids.toSorted());
});

it('says when it was made, in milliseconds', () => {
  const now = setClockAhead();
  expect(Number.parseInt(orderedId().replaceAll('-', '').slice(0, 12), 16)).toBe(now);
});

it('goes on ascending when the clock is put back', () => {
  const now = setClockAhead();
  const late = orderedId();
  vi.setSystemTime(now - MINUTE);
  const ids = [late, ...Array.from({ length: 100 }, orderedId)];
  expect(ids).toEqual(ids.toSorted());
  expect(new Set(ids).size).toBe(101);
});
