import { PrimeCheckRequested, type PrimeCheckRequestedPayload } from '@ballast/contracts';
import { CONSUMER, type Messaging, type Received, startConsumer } from '@ballast/messaging';
import { DEFAULT_RETRY_POLICY, done } from '@ballast/reliability';
import { createMetrics } from '@ballast/telemetry';
import { until } from '@ballast/testkit';
import { silent } from './relay-bench.ts';

/** Consumes prime-check messages until there were `count` of them. */
export async function receiveAll(messaging: Messaging, count: number): Promise<Received<PrimeCheckRequestedPayload>[]> {
  const received: Received<PrimeCheckRequestedPayload>[] = [];
  const consumer = startConsumer(messaging, {
    contract: PrimeCheckRequested,
    consumer: CONSUMER.primeCheck,
    concurrency: 16,
    handle: async (message) => {
      received.push(message);
      return done;
    },
    attempts: { record: async () => undefined, history: async () => ({ failed: 0, outcomes: 0, openMarks: [] }) },
    policy: DEFAULT_RETRY_POLICY,
    worker: 'relay-test',
    logger: silent,
    metrics: createMetrics('test'),
    onActivity: () => undefined,
  });
  try {
    await until(() => received.length >= count, { what: `${count} messages are received` });
  } finally {
    await consumer.stop();
  }
  return received;
}
