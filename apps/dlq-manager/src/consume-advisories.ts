import { CONSUMER, type Consumer, type Messaging, startRawConsumer } from '@ballast/messaging';
import type { Logger, Metrics } from '@ballast/telemetry';
import { advisoryKind } from './advisory-kind.ts';
import type { ManagerMetrics } from './manager-metrics.ts';

const CONCURRENCY = 100;

export interface AdvisoryPorts {
  readonly messaging: Messaging;
  readonly registry: Metrics;
  readonly metrics: Pick<ManagerMetrics, 'advisories'>;
  readonly logger: Logger;
  readonly onActivity: () => void;
  /** Somebody may have to look after a message: the broker gave it up, or a worker did. Called often; must be cheap. */
  readonly wake: () => void;
}

/**
 * Counts the broker's advisories, and wakes who looks after what was lost. They are published without acknowledgement and
 * can repeat or be missed, so nothing depends on them, and they make no rows.
 */
export function consumeAdvisories({ messaging, registry, metrics, logger, onActivity, wake }: AdvisoryPorts): Consumer {
  return startRawConsumer(messaging, {
    consumer: CONSUMER.advisories,
    concurrency: CONCURRENCY,
    handle: async ({ subject }) => {
      metrics.advisories.inc({ kind: advisoryKind(subject) });
      wake();
    },
    logger,
    metrics: registry,
    onActivity,
  });
}
