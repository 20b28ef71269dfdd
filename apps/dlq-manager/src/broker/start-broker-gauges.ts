import type { Messaging } from '@ballast/messaging';
import { type Loop, startLoop } from '@ballast/runtime';
import type { Logger, Metrics } from '@ballast/telemetry';
import { createBrokerMetrics } from './broker-metrics.ts';
import { FollowedTotals } from './followed-totals.ts';
import { measureServer } from './measure-server.ts';
import { measureStreams, zeroConsumers } from './measure-streams.ts';

const EVERY_MS = 5_000;

export interface BrokerGaugesOptions {
  readonly messaging: Messaging;
  /** Where the broker's HTTP monitor is; without it nothing is known of its process. */
  readonly monitorUrl: string | undefined;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/**
 * Measures streams, consumers and the broker's process every 5 s, so that no exporter besides us is needed. Each has a loop
 * of its own: neither waits while the other does not answer.
 */
export function startBrokerGauges({ messaging, monitorUrl, logger, ...options }: BrokerGaugesOptions): readonly Loop[] {
  const metrics = createBrokerMetrics(options.metrics);
  zeroConsumers(metrics);
  const ofStreams = new FollowedTotals();
  const ofServer = new FollowedTotals();
  const streams = startLoop({
    name: 'stream gauges',
    logger,
    intervalMs: EVERY_MS,
    runOnce: () => measureStreams(messaging, metrics, ofStreams),
  });
  if (monitorUrl === undefined) return [streams];
  const server = startLoop({
    name: 'broker gauges',
    logger,
    intervalMs: EVERY_MS,
    runOnce: () => measureServer(monitorUrl, metrics.server, ofServer),
  });
  return [streams, server];
}
