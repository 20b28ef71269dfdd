import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { perIp } from '../test/policies.ts';
import type { BucketState } from './decision.ts';
import { KnownDenials } from './known-denials.ts';

const refused: BucketState = {
  limit: perIp,
  effectiveLimit: 60,
  allowed: false,
  remaining: 0,
  fullInMs: 60_000,
  waitMs: 400,
  blockedMs: 0,
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function remembering(certainMs: number): KnownDenials {
  const denials = new KnownDenials();
  denials.remember('key', 5, refused, certainMs, performance.now());
  return denials;
}

describe('what was refused a moment ago', () => {
  test('is refused until the bucket may have what was asked for, with times that run down', () => {
    const denials = remembering(399);
    vi.advanceTimersByTime(398);
    expect(denials.find('key', 5)).toMatchObject({ waitMs: 2, fullInMs: 59_602 });
    vi.advanceTimersByTime(1);
    expect(denials.find('key', 5)).toBeUndefined();
  });

  test('is asked for again after a second at the latest, so that a reset is noticed', () => {
    const denials = remembering(60_000);
    vi.advanceTimersByTime(999);
    expect(denials.find('key', 5)).toBeDefined();
    vi.advanceTimersByTime(1);
    expect(denials.find('key', 5)).toBeUndefined();
  });

  test('is over for all when the last of it is over: then nobody need be looked up', () => {
    expect(new KnownDenials().isEmpty).toBe(true);
    const denials = remembering(399);
    denials.remember('other', 5, refused, 200, performance.now());
    vi.advanceTimersByTime(398);
    expect(denials.isEmpty).toBe(false);
    vi.advanceTimersByTime(1);
    expect(denials.isEmpty).toBe(true);
  });

  test('says nothing of a smaller cost, nor of another bucket', () => {
    const denials = remembering(399);
    expect(denials.find('key', 4)).toBeUndefined();
    expect(denials.find('other', 5)).toBeUndefined();
  });

  test('is told once, and not to whoever comes later', () => {
    const denials = new KnownDenials();
    for (let refusal = 0; refusal < 5; refusal += 1) denials.hold('penalty');
    expect([denials.takeUntold('penalty'), denials.takeUntold('penalty')]).toEqual([5, 0]);
    denials.hold('penalty');
    vi.advanceTimersByTime(2_000);
    expect(denials.takeUntold('penalty')).toBe(0);
  });

  test('leaves to Redis what would be a strike, and that ten times a second at most', () => {
    const denials = new KnownDenials();
    const isDue = () => denials.isStrikeDue('penalty', 5, 'check');
    const letsPass = () => denials.isStrikeDue('penalty', 5, 'early look');
    denials.learn('penalty', 2);
    const dues = [1, 2, 3].map(() => {
      const due = isDue();
      denials.hold('penalty');
      return due;
    });
    expect(dues).toEqual([false, false, true]);

    expect(denials.takeUntold('penalty')).toBe(3);
    for (let refusal = 0; refusal < 9; refusal += 1) denials.hold('penalty');
    vi.advanceTimersByTime(99);
    expect(isDue()).toBe(false);
    vi.advanceTimersByTime(1);
    expect([letsPass(), letsPass(), isDue()]).toEqual([true, false, true]);
  });

  test('is forgotten where it is too much', () => {
    const denials = new KnownDenials();
    for (let n = 0; n < 100_000; n += 1) {
      denials.remember(`key ${n}`, 1, refused, 399, performance.now());
      denials.hold(`key ${n}`);
    }
    expect(denials.size).toBe(40_000);
  });
});
