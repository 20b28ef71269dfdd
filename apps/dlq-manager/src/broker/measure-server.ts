import { z } from 'zod';
import type { BrokerMetrics } from './broker-metrics.ts';
import type { FollowedTotals } from './followed-totals.ts';

const TIMEOUT_MS = 2_000;
const count = z.number().default(0);

/** `/varz` of the monitor, as far as we read it; a server without JetStream has no part about it. */
const VarzSchema = z.object({
  start: z.string(),
  mem: count,
  /** Of one core, in percent. */
  cpu: count,
  connections: count,
  subscriptions: count,
  slow_consumers: count,
  in_msgs: count,
  out_msgs: count,
  in_bytes: count,
  out_bytes: count,
  jetstream: z
    .object({
      config: z.object({ max_storage: count }).optional(),
      stats: z.object({ storage: count, api: z.object({ total: count, errors: count }).optional() }).optional(),
    })
    .optional(),
});
const JszSchema = z.object({ streams: count, consumers: count });

/**
 * Sets the gauges of the broker's process to what its monitor says. While that does not answer they stay as they are,
 * `nats_monitor_up` is 0, and this throws.
 */
export async function measureServer(
  monitorUrl: string,
  metrics: BrokerMetrics['server'],
  totals: FollowedTotals,
): Promise<void> {
  try {
    const [varz, jsz] = await Promise.all([ask(monitorUrl, 'varz', VarzSchema), ask(monitorUrl, 'jsz', JszSchema)]);
    setServer(metrics, varz, totals);
    metrics.streams.set(jsz.streams);
    metrics.consumers.set(jsz.consumers);
    metrics.up.set(1);
  } catch (error) {
    metrics.up.set(0);
    throw error;
  }
}

function setServer(metrics: BrokerMetrics['server'], varz: z.output<typeof VarzSchema>, totals: FollowedTotals): void {
  metrics.started.set(Date.parse(varz.start) / 1_000);
  metrics.connections.set(varz.connections);
  metrics.subscriptions.set(varz.subscriptions);
  metrics.memory.set(varz.mem);
  metrics.cpu.set(varz.cpu / 100);
  metrics.slowConsumers.inc(totals.growth('slow consumers', varz.slow_consumers));
  for (const direction of ['in', 'out'] as const) {
    metrics.messages.inc({ direction }, totals.growth(`messages ${direction}`, varz[`${direction}_msgs`]));
    metrics.bytes.inc({ direction }, totals.growth(`bytes ${direction}`, varz[`${direction}_bytes`]));
  }
  const { config, stats } = varz.jetstream ?? {};
  metrics.storage.set(stats?.storage ?? 0);
  metrics.storageLimit.set(config?.max_storage ?? 0);
  metrics.apiRequests.inc(totals.growth('api requests', stats?.api?.total ?? 0));
  metrics.apiErrors.inc(totals.growth('api errors', stats?.api?.errors ?? 0));
}

async function ask<Schema extends z.ZodType>(url: string, path: string, schema: Schema): Promise<z.output<Schema>> {
  const answer = await fetch(new URL(path, url), { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!answer.ok) throw new Error(`the monitor of NATS answered ${answer.status}`);
  return schema.parse(await answer.json());
}
