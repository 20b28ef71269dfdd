// A worker for worker-deaths.integration.test.ts, started as a process of its own: like the real one, but the number that
// KILLER names kills the process as soon as it is worked on.
import { setTimeout as pause } from 'node:timers/promises';
import { PrimeCheckRequested } from '@ballast/contracts';
import { createAttemptLog, openDatabase } from '@ballast/database';
import { CONSUMER, connectMessaging, startConsumer } from '@ballast/messaging';
import { checkPrimality } from '@ballast/primality';
import { mysqlAddress, natsAddress, retryPolicy, runService } from '@ballast/runtime';
import { z } from 'zod';
import { ConfigSchema } from '../src/config.ts';
import { createPrimeCheckHandler } from '../src/handle-prime-check.ts';
import { VerdictStore } from '../src/verdict-store.ts';
import { createWorkerMetrics } from '../src/worker-metrics.ts';

const Schema = z.object({ ...ConfigSchema.shape, KILLER: z.string() });
const IN_FLIGHT = 16;

await runService('killed-by-a-number', Schema, async ({ config, instance, life, logger, clock, metrics, signal }) => {
  const db = await life.use(openDatabase(mysqlAddress(config)));
  const messaging = await life.use(connectMessaging({ ...natsAddress(config), name: instance, logger, signal }));
  const workerMetrics = createWorkerMetrics(metrics, () => ({ waiting: 0, running: 0 }));
  const storeOptions = { maxGroup: IN_FLIGHT, worker: instance, clock, metrics: workerMetrics };
  const store = life.use(new VerdictStore(db, { ...storeOptions, onCommitted: () => undefined }));
  const check = async (number: string) => {
    if (number === config.KILLER) process.kill(process.pid, 'SIGKILL');
    // So that others are in flight when it dies.
    await pause(50);
    return checkPrimality(number);
  };
  const consumer = startConsumer(messaging, {
    contract: PrimeCheckRequested,
    consumer: CONSUMER.primeCheck,
    concurrency: IN_FLIGHT,
    handle: createPrimeCheckHandler({ pool: { check }, store, metrics: workerMetrics, logger }),
    attempts: createAttemptLog(db),
    policy: retryPolicy(config),
    worker: instance,
    logger,
    metrics,
    onActivity: () => undefined,
  });
  life.defer('consumer', () => consumer.stop());
});
