import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_RETRY_POLICY, delayBefore, isSpent, pacingFor, type RetryPolicy } from './retry-policy.ts';

const policies: fc.Arbitrary<RetryPolicy> = fc.record({
  maxAttempts: fc.integer({ min: 1, max: 50 }),
  initialMs: fc.integer({ min: 0, max: 60_000 }),
  multiplier: fc.double({ min: 1, max: 10, noNaN: true }),
  maxMs: fc.integer({ min: 0, max: 3_600_000 }),
  jitter: fc.double({ min: 0, max: 1, noNaN: true }),
});
const attempts = fc.integer({ min: -5, max: 5000 });
const randoms = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const noJitter = { ...DEFAULT_RETRY_POLICY, jitter: 0 };

describe('the default policy', () => {
  test('rests 1, 2 and 4 seconds between its four attempts', () => {
    expect([1, 2, 3, 4].map((attempt) => delayBefore(noJitter, attempt))).toEqual([0, 1000, 2000, 4000]);
    expect(isSpent(DEFAULT_RETRY_POLICY, 3)).toBe(false);
    expect(isSpent(DEFAULT_RETRY_POLICY, 4)).toBe(true);
  });

  test('spreads each rest by a tenth in both directions', () => {
    expect(delayBefore(DEFAULT_RETRY_POLICY, 3, () => 0)).toBe(1800);
    expect(delayBefore(DEFAULT_RETRY_POLICY, 3, () => 0.5)).toBe(2000);
    expect(delayBefore(DEFAULT_RETRY_POLICY, 3, () => 0.999_999)).toBe(2200);
  });
});

describe('any policy', () => {
  test('rests whole milliseconds, never negative, never past the maximum', () => {
    fc.assert(
      fc.property(policies, attempts, randoms, (policy, attempt, random) => {
        const delay = delayBefore(policy, attempt, () => random);
        expect(Number.isInteger(delay)).toBe(true);
        expect(delay).toBeGreaterThanOrEqual(0);
        expect(delay).toBeLessThanOrEqual(policy.maxMs);
      }),
    );
  });

  test('does not rest before the first attempt', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: -5, max: 1 }), (policy, attempt) => {
        expect(delayBefore(policy, attempt)).toBe(0);
      }),
    );
  });

  test('rests no shorter before a later attempt, jitter aside', () => {
    fc.assert(
      fc.property(policies, fc.integer({ min: 2, max: 5000 }), (policy, attempt) => {
        const steady = { ...policy, jitter: 0 };
        expect(delayBefore(steady, attempt + 1)).toBeGreaterThanOrEqual(delayBefore(steady, attempt));
      }),
    );
  });

  test('stays within its jitter of the steady rest', () => {
    fc.assert(
      fc.property(policies, attempts, randoms, (policy, attempt, random) => {
        const steady = delayBefore({ ...policy, jitter: 0 }, attempt);
        const delay = delayBefore(policy, attempt, () => random);
        expect(Math.abs(delay - steady)).toBeLessThanOrEqual(steady * policy.jitter + 1);
      }),
    );
  });
});

describe('overrides', () => {
  const policy: RetryPolicy = {
    ...noJitter,
    overrides: { greylisted: { maxAttempts: 8, initialMs: 5000, multiplier: 1 }, one_shot: { maxAttempts: 1 } },
  };

  test('an error code that has one is paced by it, and in all else by the policy', () => {
    const pacing = pacingFor(policy, 'greylisted');
    expect([2, 3, 4, 8].map((attempt) => delayBefore(pacing, attempt))).toEqual([5000, 5000, 5000, 5000]);
    expect(isSpent(pacing, 7)).toBe(false);
    expect(isSpent(pacing, 8)).toBe(true);
    expect(pacing).toMatchObject({ maxMs: policy.maxMs, jitter: policy.jitter });
    expect(isSpent(pacingFor(policy, 'one_shot'), 1)).toBe(true);
  });

  test.each([undefined, 'ECONNRESET', 'constructor', '__proto__'])('%s is paced by the policy itself', (code) => {
    const { overrides: _, ...own } = policy;
    expect(pacingFor(policy, code)).toEqual(own);
  });
});
