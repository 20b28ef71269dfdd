import { verifyLedger } from '@ballast/ledger';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReconcilerBench, type ReconcilerBench } from '../../test/reconciler-bench.ts';

let bench: ReconcilerBench;

beforeEach(async () => {
  bench = await openReconcilerBench();
});
afterEach(() => bench.close());

test('an hour of backlog, 20,000 requests that nobody consumes, is not enqueued again', async () => {
  await bench.addPublished(20_000);
  const startedAt = performance.now();
  expect(await bench.sweep()).toMatchObject({ looked: 20_000, reenqueued: 0, unknown: 0, waiting: 0 });
  expect(await bench.read('SELECT event_id FROM outbox')).toEqual([]);
  expect(await bench.read('SELECT COUNT(*) AS n FROM prime_checks WHERE enqueue_count > 1')).toEqual([{ n: 0 }]);
  const verification = await verifyLedger(bench.database.db, bench.messaging);
  expect(verification).toMatchObject({ is_complete: true, unaccounted: [] });
  // A question for each page and stream, not for each message: on its own it takes under a second.
  expect(performance.now() - startedAt).toBeLessThan(30_000);
}, 120_000);
