import { CONSUMER, type Consumer, type Messaging, startRawConsumer } from '@ballast/messaging';
import type { Logger, Metrics } from '@ballast/telemetry';
import type { LetterIntake } from './letter-intake.ts';

/** The server hands out at most 1,000 unacknowledged letters, to all instances together. */
const MAX_CONCURRENCY = 500;

export interface LetterConsumerOptions {
  readonly messaging: Messaging;
  readonly intake: Pick<LetterIntake, 'take'>;
  readonly batchSize: number;
  readonly logger: Logger;
  readonly registry: Metrics;
  readonly onActivity: () => void;
  /** Resolves when the database is there. */
  readonly probe: () => Promise<void>;
  readonly stopGraceMs: number;
}

/**
 * Takes letters off `dlq.*`, each acked after its commit. While the database is away nothing is pulled; what cannot be
 * stored comes again, for ever.
 */
export function consumeLetters(options: LetterConsumerOptions): Consumer {
  const { messaging, intake, batchSize, logger, registry, onActivity, probe, stopGraceMs } = options;
  return startRawConsumer(messaging, {
    consumer: CONSUMER.deadLetters,
    // one group is committed while the next one gathers
    concurrency: Math.min(MAX_CONCURRENCY, 2 * batchSize),
    handle: (message) => intake.take(message),
    logger,
    metrics: registry,
    onActivity,
    probe,
    stopGraceMs,
  });
}
