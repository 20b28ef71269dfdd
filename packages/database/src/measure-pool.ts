import { METRICS, type Metrics } from '@ballast/telemetry';

export type PoolName = 'main' | 'operators' | 'sessions';

export interface PoolStats {
  /** Callers that have a connection. */
  readonly inUse: number;
  /** Callers that wait for one. */
  readonly waiting: number;
  /** The most connections at once. */
  readonly size: number;
  /** Connections open, in use or not. */
  readonly open: number;
}

/** Shows a pool's connections at each scrape; returns where the waits for one are told, in seconds. */
export function measurePool(
  metrics: Metrics | undefined,
  pool: PoolName,
  stats: () => PoolStats,
): (seconds: number) => void {
  if (metrics === undefined) return () => undefined;
  const waits = metrics.histogram(METRICS.database.poolWait);
  waits.zero({ pool });
  metrics.gauge(METRICS.database.connections, (connections) => {
    const { inUse, waiting, open } = stats();
    connections.set({ pool, state: 'active' }, inUse);
    connections.set({ pool, state: 'idle' }, Math.max(0, open - inUse));
    connections.set({ pool, state: 'wait' }, waiting);
  });
  return (seconds) => waits.observe({ pool }, seconds);
}
