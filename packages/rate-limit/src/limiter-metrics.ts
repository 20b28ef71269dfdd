import { METRICS, type Metrics } from '@ballast/telemetry';
import { CONSUMER_KINDS, type Consumer, HIT_RESULTS, type HitResult } from './decision.ts';
import type { StoreState } from './redis-store.ts';

const RANKS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] as const;
const STATES = ['redis', 'local'] as const;

export type LimiterMetrics = ReturnType<typeof createLimiterMetrics>;

/**
 * @param look what is only looked up at a scrape. `top` must answer in bounded time, or a scrape hangs with Redis.
 */
export function createLimiterMetrics(
  metrics: Metrics,
  look: { state: () => StoreState; top: () => Promise<readonly Consumer[]> },
) {
  const hits = metrics.counter(METRICS.limits.hits);
  metrics.gauge(METRICS.limits.storeState, (gauge) => {
    const { state } = look.state();
    for (const one of STATES) gauge.set({ state: one }, one === state ? 1 : 0);
  });
  metrics.gauge(METRICS.limits.top, async (gauge) => {
    const consumers = await look.top();
    for (const kind of CONSUMER_KINDS) {
      const ofKind = consumers.filter((consumer) => consumer.kind === kind);
      for (const [index, rank] of RANKS.entries()) gauge.set({ kind, rank }, ofKind[index]?.requests ?? 0);
    }
  });
  return {
    /** The series of a policy and an endpoint; they are few, since both are names out of the code. */
    declare: (policy: string, endpoint: string) => {
      for (const result of HIT_RESULTS) hits.inc({ endpoint, policy, result }, 0);
    },
    hit: (policy: string, endpoint: string, result: HitResult) => hits.inc({ endpoint, policy, result }),
    duration: metrics.histogram(METRICS.limits.duration),
  };
}
