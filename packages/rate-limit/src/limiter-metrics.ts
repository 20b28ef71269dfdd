import type { Metrics } from '@ballast/telemetry';
import { CONSUMER_KINDS, type Consumer, DECISION_SOURCES, HIT_RESULTS, type HitResult } from './decision.ts';
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
  const hits = metrics.counter({
    name: 'rate_limit_hits_total',
    help: 'Requests by what the limits said of them, shadow decisions and exceptions included',
    labels: { endpoint: [], result: HIT_RESULTS, policy: [] },
  });
  metrics.gauge({
    name: 'rate_limit_store_state',
    help: 'Where limits are kept: 1 for the present state; local says that Redis is away',
    labels: { state: STATES },
    collect: (gauge) => {
      const { state } = look.state();
      for (const one of STATES) gauge.set({ state: one }, one === state ? 1 : 0);
    },
  });
  metrics.gauge({
    name: 'rate_limit_top',
    help: 'Requests in the last 5 minutes of those who asked most, over all instances; who they are is in the API',
    labels: { kind: CONSUMER_KINDS, rank: RANKS },
    collect: async (gauge) => {
      const consumers = await look.top();
      for (const kind of CONSUMER_KINDS) {
        const ofKind = consumers.filter((consumer) => consumer.kind === kind);
        for (const [index, rank] of RANKS.entries()) gauge.set({ kind, rank }, ofKind[index]?.requests ?? 0);
      }
    },
  });
  return {
    /** The series of a policy and an endpoint; they are few, since both are names out of the code. */
    declare: (policy: string, endpoint: string) => {
      for (const result of HIT_RESULTS) hits.inc({ endpoint, policy, result }, 0);
    },
    hit: (policy: string, endpoint: string, result: HitResult) => hits.inc({ endpoint, policy, result }),
    duration: metrics.histogram({
      name: 'rate_limit_check_duration_seconds',
      help: 'Time that a request waited for its limits, by who decided',
      labels: { source: DECISION_SOURCES },
      buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
    }),
  };
}
