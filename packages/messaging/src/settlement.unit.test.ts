import { firstIdentity } from '@ballast/contracts';
import { DEFAULT_RETRY_POLICY } from '@ballast/reliability';
import { createLogger, createMetrics } from '@ballast/telemetry';
import { expect, test } from 'vitest';
import { testDelivery } from '../test/delivery.ts';
import { MemoryAttemptLog } from '../test/memory-attempt-log.ts';
import type { Acknowledger } from './acknowledger.ts';
import { createConsumerMetrics } from './consumer-metrics.ts';
import { MessagingError } from './messaging-error.ts';
import type { NatsMessaging } from './nats-messaging.ts';
import { type Case, NO_HISTORY, Settlement } from './settlement.ts';

const HOUR_MS = 3_600_000;
const FAILURE = { code: 'test_failure', message: 'broken' };

/** A settlement whose broker takes no letter, and the delays with which it puts messages off. */
function createBench() {
  const naks: number[] = [];
  const acknowledger = { nak: async (_: unknown, delayMs: number) => void naks.push(delayMs) };
  const nats = {
    connection: { nc: { info: { max_payload: 1_310_720 } } },
    publish: async () => {
      throw new MessagingError('stream_full', 'no room');
    },
  };
  const settlement = new Settlement({
    nats: nats as unknown as NatsMessaging,
    acknowledger: acknowledger as unknown as Acknowledger,
    attempts: new MemoryAttemptLog(),
    policy: DEFAULT_RETRY_POLICY,
    durable: 'primecheck_consumer',
    worker: 'worker-1',
    metrics: createConsumerMetrics(createMetrics('test'), 'primecheck_consumer'),
    logger: createLogger({ service: 'test', level: 'silent' }),
  });
  return { settlement, naks };
}

/** The message's deliveries, from the first to the last that the server makes. */
function deliveries(maxDeliver = 64): Case[] {
  const identity = firstIdentity('0190f5f0-0000-7000-8000-000000000001');
  return Array.from({ length: maxDeliver }, (_, index) => ({
    delivery: testDelivery({ count: index + 1 }),
    identity,
    history: NO_HISTORY,
    startedAt: 0,
  }));
}

test('while the dead-letter queue takes no letter, the deliveries last for most of the day that the stream keeps a message', async () => {
  const { settlement, naks } = createBench();
  for (const one of deliveries()) await settlement.give(one, 'permanent', FAILURE);
  expect(naks.slice(0, 4)).toEqual([5_000, 5_000, 5_000, 5_000]);
  const totalMs = naks.reduce((sum, delay) => sum + delay, 0);
  expect(totalMs).toBeGreaterThan(19 * HOUR_MS);
  expect(totalMs).toBeLessThan(24 * HOUR_MS);
});
