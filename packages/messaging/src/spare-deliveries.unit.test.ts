import { expect, test } from 'vitest';
import { testDelivery } from '../test/delivery.ts';
import { OUTAGE_LONGEST_MS, spareDeliveries } from './spare-deliveries.ts';

function delayAt(count: number, maxDeliver = 64): number {
  const { incarnation } = testDelivery();
  return spareDeliveries(testDelivery({ count, incarnation: { ...incarnation, maxDeliver } }), 100, OUTAGE_LONGEST_MS);
}

test('an outage that is over soon costs no time, and a long one no message its deliveries for hours', () => {
  expect([1, 8, 9, 10, 16, 17, 64].map((count) => delayAt(count))).toEqual([
    100, 100, 2_000, 4_000, 256_000, 300_000, 300_000,
  ]);
  const totalMs = Array.from({ length: 60 }, (_, index) => delayAt(index + 1)).reduce((sum, delay) => sum + delay, 0);
  expect(totalMs).toBeGreaterThan(3.5 * 3_600_000);
});

test('a consumer without a limit of deliveries needs none spared', () => {
  expect(delayAt(1_000, -1)).toBe(100);
});
