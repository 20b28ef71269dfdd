import { createHmac } from 'node:crypto';
import { createLogger, createMetrics, type Metrics } from '@ballast/telemetry';
import { until } from '@ballast/testkit';
import { onTestFinished } from 'vitest';
import { createRateLimiter, type RateLimiter } from '../src/rate-limiter.ts';
import type { RateLimiterOptions } from '../src/rate-limiter-options.ts';

export interface StartedLimiter {
  readonly limiter: RateLimiter;
  readonly metrics: Metrics;
}

type Options = Partial<Omit<RateLimiterOptions, 'redis'>> & {
  port: number;
  host?: string;
  namespace: string;
  connections?: number;
  password?: string | undefined;
};

/** A limiter that is closed after the test. It is patient where a test is not about time: machines are slow. */
export function openLimiter({
  port,
  host = '127.0.0.1',
  namespace,
  connections = 3,
  password,
  ...rest
}: Options): StartedLimiter {
  const metrics = createMetrics('test');
  const limiter = createRateLimiter({
    redis: { host, port, password, connections, namespace },
    hashId: (kind, id) => createHmac('sha256', 'a key of the tests').update(`${kind}:${id}`).digest('hex').slice(0, 32),
    liveInstances: () => 1,
    logger: createLogger({ service: 'test', level: 'silent' }),
    metrics,
    ...rest,
  });
  onTestFinished(() => limiter.close());
  return { limiter, metrics };
}

/** The same, when it has found Redis. */
export async function startLimiter(options: Options): Promise<StartedLimiter> {
  const started = openLimiter({ deadlineMs: 20_000, ...options });
  await until(() => started.limiter.state().state === 'redis', { what: 'Redis in use' });
  return started;
}
