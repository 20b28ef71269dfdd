import { formatEventId, type MessageIdentity } from '@ballast/contracts';
import { type Failure, isSpent, type Outcome, toFailure, unavailable } from '@ballast/reliability';
import { type Logger, withSpan } from '@ballast/telemetry';
import type { AttemptLog } from './attempt-log.ts';
import type { ConsumerMetrics, DeliveryOutcome } from './consumer-metrics.ts';
import type { ConsumerOptions } from './consumer-options.ts';
import type { Delivery } from './delivery.ts';
import type { Processed, Processor } from './pull-consumer.ts';
import { type ReadMessage, readMessage, readTrace } from './read-message.ts';
import { runHandler } from './run-handler.ts';
import type { Case, Settlement } from './settlement.ts';
import { OUTAGE_LONGEST_MS, spareDeliveries } from './spare-deliveries.ts';

const DEFAULT_HANDLER_DEADLINE_MS = 120_000;
const UNAVAILABLE_NAK_MS = 1000;
/** A work stream's limit of 64 deliveries lasts longer than a day at this pace. */
const UNKNOWN_VERSION_NAK_MS = 30 * 60_000;
/**
 * After its last delivery a message would lie in its stream, unseen, until it is too old. So the last few deliveries the
 * server would make (several, since the letter may fail) are used for its dead letter.
 */
const DELIVERIES_KEPT_FOR_THE_LETTER = 4;

type Readable<Payload> = Extract<ReadMessage<Payload>, { kind: 'readable' }>;

/** Takes one delivery from its bytes to its settlement. */
export class DeliveryProcessor<Payload> implements Processor {
  readonly #options: ConsumerOptions<Payload>;
  readonly #attempts: AttemptLog;
  readonly #settlement: Settlement;
  readonly #metrics: ConsumerMetrics;
  readonly #logger: Logger;

  constructor(
    options: ConsumerOptions<Payload>,
    own: { attempts: AttemptLog; settlement: Settlement; metrics: ConsumerMetrics; logger: Logger },
  ) {
    this.#options = options;
    this.#attempts = own.attempts;
    this.#settlement = own.settlement;
    this.#metrics = own.metrics;
    this.#logger = own.logger;
  }

  async process(delivery: Delivery, stop: AbortSignal): Promise<Processed> {
    const startedAt = performance.now();
    const trace = readTrace(delivery);
    this.#metrics.delivered(delivery.count > 1);
    const attributes = {
      'messaging.system': 'nats',
      'messaging.operation.type': 'process',
      'messaging.destination.name': delivery.subject,
      'messaging.nats.delivery_count': delivery.count,
    };
    const options = { kind: 'consumer', parent: trace, links: [trace], attributes } as const;
    return await withSpan(`process ${delivery.subject}`, options, async (span) => {
      const processed = await this.#decide(delivery, startedAt, stop);
      span.setAttribute('ballast.outcome', processed.outcome);
      this.#metrics.settled(processed.outcome, (performance.now() - startedAt) / 1000);
      return processed;
    });
  }

  async giveBack(delivery: Delivery, failure: Failure, delayMs: number): Promise<void> {
    const { identity } = readMessage(delivery, this.#options.contract, Date.now());
    const one = { delivery, identity, failedBefore: 0, startedAt: performance.now() };
    await this.#settlement.defer(one, failure, delayMs);
    this.#metrics.settled('deferred', 0);
  }

  async #decide(delivery: Delivery, startedAt: number, stop: AbortSignal): Promise<Processed> {
    const message = readMessage(delivery, this.#options.contract, Date.now());
    const counted = await this.#countFailed(delivery, message.identity);
    const one: Case = { delivery, identity: message.identity, failedBefore: counted.failed ?? 0, startedAt };
    if (counted.failed === undefined) return this.#apply(one, unavailable('attempt_log', counted.failure));

    const spent = this.#settleSpent(one);
    if (spent !== undefined) return { outcome: await spent };
    switch (message.kind) {
      case 'readable':
        return this.#apply(one, await this.#handle(one, message, stop));
      case 'unreadable':
        return this.#apply(one, message.outcome);
      case 'unknown_version': {
        const failure = { code: message.kind, message: message.detail };
        return { outcome: await this.#settlement.defer(one, failure, UNKNOWN_VERSION_NAK_MS) };
      }
    }
  }

  /** What is over already and only lacks its letter; `undefined` when the message is to be worked on. */
  #settleSpent(one: Case): Promise<DeliveryOutcome> | undefined {
    const { failedBefore, delivery } = one;
    const unsent = this.#settlement.unsentLetter(one);
    if (unsent !== undefined) return this.#settlement.sendAgain(one, unsent);
    if (isSpent(this.#options.policy, failedBefore)) {
      const message = `${failedBefore} attempts had failed before this delivery`;
      return this.#settlement.giveUpUntried(one, { code: 'attempts_spent', message });
    }
    if (isLastDelivery(delivery)) {
      const message = `delivered ${delivery.count} times and never settled`;
      return this.#settlement.giveUpUntried(one, { code: 'deliveries_spent', message });
    }
    return undefined;
  }

  async #handle(one: Case, message: Readable<Payload>, stop: AbortSignal): Promise<Outcome> {
    const { handlerDeadlineMs = DEFAULT_HANDLER_DEADLINE_MS } = this.#options;
    const received = {
      identity: message.identity,
      attempt: one.failedBefore + 1,
      redelivered: one.delivery.count > 1,
      payload: message.payload,
      createdAt: message.createdAt,
      trace: message.trace,
    };
    return runHandler((signal) => this.#options.handle(received, { signal }), { deadlineMs: handlerDeadlineMs, stop });
  }

  async #apply(one: Case, outcome: Outcome): Promise<Processed> {
    switch (outcome.kind) {
      case 'done':
        return { outcome: await this.#settlement.done(one) };
      case 'retry':
        return { outcome: await this.#settlement.fail(one, outcome.error) };
      case 'dead':
        return { outcome: await this.#settlement.give(one, outcome.type, outcome.error) };
      case 'defer':
        return { outcome: await this.#settlement.defer(one, outcome.error, outcome.delayMs) };
      case 'unavailable': {
        const { dependency, error: failure } = outcome;
        const delayMs = spareDeliveries(one.delivery, UNAVAILABLE_NAK_MS, OUTAGE_LONGEST_MS);
        await this.#settlement.defer(one, failure, delayMs);
        return { outcome: 'unavailable', missing: { dependency, failure } };
      }
    }
  }

  /** Only a message that was delivered before can have failed before. */
  async #countFailed(
    delivery: Delivery,
    identity: MessageIdentity | undefined,
  ): Promise<{ failed: number } | { failed: undefined; failure: Failure }> {
    if (delivery.count <= 1 || identity === undefined) return { failed: 0 };
    try {
      return { failed: await this.#attempts.countFailed(identity) };
    } catch (error) {
      this.#logger.warn({ err: error, message_id: formatEventId(identity) }, 'attempts cannot be counted');
      return { failed: undefined, failure: toFailure(error) };
    }
  }
}

function isLastDelivery({ count, incarnation }: Delivery): boolean {
  const { maxDeliver } = incarnation;
  return maxDeliver > DELIVERIES_KEPT_FOR_THE_LETTER && count > maxDeliver - DELIVERIES_KEPT_FOR_THE_LETTER;
}
