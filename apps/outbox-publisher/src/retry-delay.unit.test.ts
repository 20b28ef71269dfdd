import type { OutboxRow } from '@ballast/outbox';
import { expect, test } from 'vitest';
import { isSpent, retryDelayMs } from './retry-delay.ts';

const row = (retryCount: number, maxRetries: number) => ({ retryCount, maxRetries }) as OutboxRow;

test('a row is tried as often as it may be, waiting twice as long each time', () => {
  expect([0, 1, 2].map((retryCount) => isSpent(row(retryCount, 3)))).toEqual([false, false, true]);
  expect([0, 1, 4, 30].map((retryCount) => retryDelayMs(row(retryCount, 100)))).toEqual([
    1_000, 2_000, 16_000, 300_000,
  ]);
});

test('a spent row stays out of sight for a minute, while it is buried', () => {
  expect(retryDelayMs(row(2, 3))).toBe(60_000);
  expect(isSpent(row(0, 0))).toBe(true);
});
