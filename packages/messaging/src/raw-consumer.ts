import { done } from '@ballast/reliability';
import type { Logger } from '@ballast/telemetry';
import { now } from './breakers.ts';
import type { DeliveryOutcome } from './consumer-metrics.ts';
import type { Consumer, ConsumerOptions, HandlerContext } from './consumer-options.ts';
import type { Delivery } from './delivery.ts';
import { reasonToGiveBack } from './give-back.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';
import { withProcessSpan } from './process-span.ts';
import { type ConsumerParts, type Processor, PullConsumer } from './pull-consumer.ts';
import { runHandler } from './run-handler.ts';

const DEFAULT_HANDLER_DEADLINE_MS = 60_000;
const DEFAULT_DEPENDENCY = 'mysql';
const FIRST_NAK_MS = 500;
const LONGEST_NAK_MS = 30_000;

/** A message as it lies in its stream, whatever is in it. */
export interface RawMessage {
  /** Without the namespace, as the stream's name. */
  readonly subject: string;
  /** Names as they were sent: NATS tells upper from lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  readonly stream: string;
  /** RFC 3339 with nanoseconds, as `streamCreated` says it: sequence numbers are unique within one making of a stream. */
  readonly streamCreated: string;
  readonly seq: number;
  /** How often the server has delivered it, this time included. */
  readonly deliveryCount: number;
  readonly storedAt: Date;
}

/** What a consumer of messages of no contract is made of. */
export interface RawConsumerOptions
  extends Pick<
    ConsumerOptions<never>,
    'consumer' | 'concurrency' | 'logger' | 'metrics' | 'onActivity' | 'probe' | 'handlerDeadlineMs' | 'stopGraceMs'
  > {
  /**
   * Resolving acks the message; throwing gives it back, to come again after a growing rest (0.5 s to 30 s), for ever. May
   * run twice for one message. Aborting the signal means that nobody waits for it any longer.
   */
  readonly handle: (message: RawMessage, context: HandlerContext) => Promise<void>;
  /** What is missing when `handle` throws what `classifyError` calls unavailable. Default `mysql`. */
  readonly dependency?: string;
}

/**
 * A consumer for messages that belong to no contract (dead letters, advisories). It counts no attempts, never terms and
 * never drops: what the handler does not take comes again. When what the handler needs is unavailable it stops pulling
 * until the probe finds it back. Everything else is as with `startConsumer`.
 */
export function startRawConsumer(messaging: Messaging, options: RawConsumerOptions): Consumer {
  const dependencies = [options.dependency ?? DEFAULT_DEPENDENCY];
  return new PullConsumer(natsOf(messaging), { dependencies, ...options }, (parts) => new RawProcessor(options, parts));
}

class RawProcessor implements Processor {
  readonly #options: RawConsumerOptions;
  readonly #parts: ConsumerParts;
  readonly #logger: Logger;

  constructor(options: RawConsumerOptions, parts: ConsumerParts) {
    this.#options = options;
    this.#parts = parts;
    this.#logger = parts.logger;
  }

  async process(delivery: Delivery, stop: AbortSignal): Promise<void> {
    const startedAt = now();
    this.#parts.metrics.delivered(delivery.count > 1);
    await withProcessSpan(delivery, this.#options.consumer.durable, async (span) => {
      const outcome = await this.#settle(delivery, startedAt, stop);
      span.setAttribute('ballast.outcome', outcome);
      this.#parts.metrics.settled(outcome, (now() - startedAt) / 1000);
    });
  }

  async giveBack(delivery: Delivery): Promise<void> {
    const { acknowledger, metrics, state } = this.#parts;
    await acknowledger.nak(delivery, reasonToGiveBack(delivery, state()).delayMs);
    metrics.settled('deferred', 0);
  }

  async #settle(delivery: Delivery, startedAt: number, stop: AbortSignal): Promise<DeliveryOutcome> {
    const { handle, handlerDeadlineMs = DEFAULT_HANDLER_DEADLINE_MS, dependency = DEFAULT_DEPENDENCY } = this.#options;
    const { acknowledger, breakers, metrics } = this.#parts;
    const message = toRawMessage(delivery);
    const work = async (signal: AbortSignal) => {
      await handle(message, { signal });
      return done;
    };
    const outcome = await runHandler(work, { deadlineMs: handlerDeadlineMs, stop });
    if (outcome.kind === 'done') {
      breakers.succeed(startedAt);
      metrics.acked(await acknowledger.ack(delivery));
      return 'done';
    }
    if (outcome.kind === 'defer') {
      await acknowledger.nak(delivery, outcome.delayMs);
      return 'deferred';
    }
    const delayMs = growingDelay(delivery.count);
    const { code, message: reason } = outcome.error;
    this.#logger.warn({ seq: delivery.seq, code, reason, delayMs }, 'not taken; it will come again');
    await acknowledger.nak(delivery, delayMs);
    metrics.failed(outcome.kind === 'unavailable' ? 'unavailable' : 'transient');
    if (outcome.kind !== 'unavailable') return 'retry';
    breakers.lose(dependency, startedAt, outcome.error);
    return 'unavailable';
  }
}

function toRawMessage({ subject, headers, body, stream, incarnation, seq, count, storedAt }: Delivery): RawMessage {
  return {
    subject,
    headers,
    body,
    stream,
    streamCreated: incarnation.streamCreated,
    seq,
    deliveryCount: count,
    storedAt,
  };
}

/** 0.5 s after the first delivery, doubled with each, at most 30 s. */
function growingDelay(deliveries: number): number {
  return Math.min(LONGEST_NAK_MS, FIRST_NAK_MS * 2 ** Math.min(10, deliveries - 1));
}
