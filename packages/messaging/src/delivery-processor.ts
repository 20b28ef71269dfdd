import { formatEventId, type MessageContract, type MessageIdentity } from '@ballast/contracts';
import {
  type ErrorClass,
  type Failure,
  isSpent,
  type Outcome,
  pacingFor,
  toFailure,
  unavailable,
} from '@ballast/reliability';
import type { AttemptHistory, AttemptLog } from './attempt-log.ts';
import { now } from './breakers.ts';
import type { DeliveryOutcome } from './consumer-metrics.ts';
import type { ConsumerOptions } from './consumer-options.ts';
import type { Delivery } from './delivery.ts';
import { reasonToGiveBack } from './give-back.ts';
import { withProcessSpan } from './process-span.ts';
import type { ConsumerParts, Processor } from './pull-consumer.ts';
import { type ReadMessage, readMessage } from './read-message.ts';
import { runHandler } from './run-handler.ts';
import { type Case, NO_HISTORY, type Settlement } from './settlement.ts';
import type { SoloGate } from './solo-gate.ts';
import { OUTAGE_LONGEST_MS, spareDeliveries } from './spare-deliveries.ts';
import { MAX_OPEN_MARKS, type Suspicion, suspect } from './suspicion.ts';

const DEFAULT_HANDLER_DEADLINE_MS = 120_000;
const UNAVAILABLE_NAK_MS = 1000;
/** A work stream's limit of 64 deliveries lasts longer than a day at this pace. */
const UNKNOWN_VERSION_NAK_MS = 30 * 60_000;
/**
 * After its last delivery a message would lie in its stream, unseen, until it is too old. So the last few deliveries the
 * server would make (several, since the letter may fail) are used for its dead letter.
 */
const DELIVERIES_KEPT_FOR_THE_LETTER = 4;
/** Where attempts are kept, if their log says nothing else. */
const ATTEMPT_LOG_DEPENDENCY = 'mysql';

type Readable<Payload> = Extract<ReadMessage<Payload>, { kind: 'readable' }>;

/** A delivery at work. */
interface Work extends Case {
  /** On the breakers' clock. */
  readonly begunAt: number;
}

export type ProcessorOptions<Payload> = Pick<
  ConsumerOptions<Payload>,
  'consumer' | 'handle' | 'policy' | 'worker' | 'handlerDeadlineMs'
> & { readonly contract: Pick<MessageContract<Payload>, 'decode'> };

export interface ProcessorParts extends ConsumerParts {
  readonly attempts: AttemptLog;
  readonly settlement: Settlement;
  /** Shared by all that run handlers in this consumer. */
  readonly gate: SoloGate;
}

/** Takes one delivery from its bytes to its settlement. */
export class DeliveryProcessor<Payload> implements Processor {
  readonly #options: ProcessorOptions<Payload>;
  readonly #attempts: AttemptLog;
  readonly #settlement: Settlement;
  readonly #parts: ConsumerParts;
  readonly #gate: SoloGate;

  constructor(options: ProcessorOptions<Payload>, own: ProcessorParts) {
    this.#options = options;
    this.#gate = own.gate;
    this.#attempts = own.attempts;
    this.#settlement = own.settlement;
    this.#parts = own;
  }

  async process(delivery: Delivery, stop: AbortSignal): Promise<void> {
    const { metrics } = this.#parts;
    const startedAt = performance.now();
    metrics.delivered(delivery.count > 1);
    await withProcessSpan(delivery, this.#options.consumer.durable, async (span) => {
      const outcome = await this.#decide(delivery, startedAt, stop);
      span.setAttribute('ballast.outcome', outcome);
      metrics.settled(outcome, (performance.now() - startedAt) / 1000);
    });
  }

  async giveBack(delivery: Delivery): Promise<void> {
    const { identity } = readMessage(delivery, this.#options.contract, Date.now());
    await this.#giveBack({ delivery, identity, history: NO_HISTORY, startedAt: performance.now() });
    this.#parts.metrics.settled('deferred', 0);
  }

  async #decide(delivery: Delivery, startedAt: number, stop: AbortSignal): Promise<DeliveryOutcome> {
    const message = readMessage(delivery, this.#options.contract, Date.now());
    const { identity } = message;
    const begun = { delivery, identity, history: NO_HISTORY, startedAt, begunAt: now() };
    const found = isFirst(delivery)
      ? ({ ok: true, history: NO_HISTORY } as const)
      : await this.#readHistory(delivery, identity);
    if (!found.ok)
      return this.#apply(begun, unavailable(this.#attempts.dependency ?? ATTEMPT_LOG_DEPENDENCY, found.failure));

    const work: Work = { ...begun, history: found.history };
    const spent = this.#settleSpent(work);
    if (spent !== undefined) return spent;
    switch (message.kind) {
      case 'readable':
        return this.#handle(work, message, stop);
      case 'unreadable':
        return this.#apply(work, message.outcome);
      case 'unknown_version': {
        const failure = { code: message.kind, message: message.detail };
        return this.#settlement.defer(work, failure, UNKNOWN_VERSION_NAK_MS);
      }
    }
  }

  /** What is over already and only lacks its letter; `undefined` when the message is to be worked on. */
  #settleSpent(one: Case): Promise<DeliveryOutcome> | undefined {
    const { history, delivery } = one;
    const unsent = this.#settlement.unsentLetter(one);
    if (unsent !== undefined) return this.#settlement.sendAgain(one, unsent);
    const { verdict, failed, lastFailedCode, lastFailedMessage } = history;
    if (verdict !== undefined) {
      const { type, code, message } = verdict;
      return this.#settlement.giveUpUntried(one, type, { code, message });
    }
    if (isSpent(pacingFor(this.#options.policy, lastFailedCode), failed)) {
      const message = lastFailedMessage ?? `${failed} attempts had failed before this delivery`;
      return this.#settlement.giveUpUntried(one, 'transient', { code: lastFailedCode ?? 'attempts_spent', message });
    }
    if (isLastDelivery(delivery)) {
      const message = `delivered ${delivery.count} times and never settled`;
      return this.#settlement.giveUpUntried(one, 'transient', { code: 'deliveries_spent', message });
    }
    return undefined;
  }

  /**
   * Runs the handler, beside others or, if the message may have killed a worker, alone in this process. So the death of
   * a process that has a suspect is that suspect's doing, and after a few such deaths the message is quarantined.
   */
  async #handle(work: Work, message: Readable<Payload>, stop: AbortSignal): Promise<DeliveryOutcome> {
    const { isSuspect, deaths } = this.#suspect(work, message.identity);
    if (isSuspect && deaths > MAX_OPEN_MARKS) {
      this.#parts.metrics.failed('poison');
      const text = `${deaths} workers died while they worked on it alone`;
      return this.#settlement.give(work, 'poison', { code: 'worker_killer', message: text });
    }
    const leave = await this.#gate.enter(isSuspect);
    try {
      // The consumer may have stopped or paused while others had their turn.
      if (this.#parts.state() !== 'running') return await this.#giveBack(work);
      return isSuspect ? await this.#runMarked(work, message, stop) : await this.#run(work, message, stop);
    } finally {
      leave();
    }
  }

  async #runMarked(work: Work, message: Readable<Payload>, stop: AbortSignal): Promise<DeliveryOutcome> {
    const { logger, metrics } = this.#parts;
    const about = { message_id: formatEventId(message.identity), deliveries: work.delivery.count };
    logger.warn(about, 'an earlier delivery left no trace; running it alone');
    const marked: Work = { ...work, isMarked: true };
    try {
      await this.#settlement.mark(work);
    } catch (error) {
      // The mark may be there all the same.
      return this.#apply(marked, unavailable(this.#attempts.dependency ?? ATTEMPT_LOG_DEPENDENCY, toFailure(error)));
    }
    metrics.suspected();
    return this.#run(marked, message, stop);
  }

  async #run(work: Work, message: Readable<Payload>, stop: AbortSignal): Promise<DeliveryOutcome> {
    const { handlerDeadlineMs = DEFAULT_HANDLER_DEADLINE_MS } = this.#options;
    const received = {
      identity: message.identity,
      attempt: work.history.failed + 1,
      redelivered: work.delivery.count > 1,
      payload: message.payload,
      createdAt: message.createdAt,
      trace: message.trace,
      source: message.source,
      metadata: message.metadata,
    };
    const handle = (signal: AbortSignal) => this.#options.handle(received, { signal });
    return this.#apply(work, await runHandler(handle, { deadlineMs: handlerDeadlineMs, stop }));
  }

  async #apply(work: Work, outcome: Outcome): Promise<DeliveryOutcome> {
    const failed = failureClass(outcome);
    if (failed !== undefined) this.#parts.metrics.failed(failed);
    switch (outcome.kind) {
      case 'done':
        this.#parts.breakers.succeed(work.begunAt, outcome.unproven);
        return this.#settlement.done(work);
      case 'retry':
        return this.#retry(work, outcome.error, outcome.dependency);
      case 'dead':
        return this.#settlement.give(await this.#numbered(work), outcome.type, outcome.error);
      case 'defer':
        return this.#settlement.defer(work, outcome.error, outcome.delayMs);
      case 'unavailable': {
        this.#parts.breakers.lose(outcome.dependency, work.begunAt, outcome.error);
        await this.#putOff(work, outcome.error);
        return 'unavailable';
      }
    }
  }

  /** What failed because of a dependency whose breaker opened meanwhile is not the message's failure. */
  async #retry(work: Work, failure: Failure, dependency: string | undefined): Promise<DeliveryOutcome> {
    if (dependency !== undefined) {
      const { identity, delivery, begunAt } = work;
      const message = identity === undefined ? String(delivery.seq) : identity.id;
      const judged = this.#parts.breakers.fail(dependency, begunAt, message, failure);
      if (judged === 'excused') return this.#putOff(work, failure);
    }
    return this.#settlement.fail(await this.#numbered(work), failure);
  }

  #putOff(one: Case, failure: Failure): Promise<DeliveryOutcome> {
    const delayMs = spareDeliveries(one.delivery, UNAVAILABLE_NAK_MS, OUTAGE_LONGEST_MS);
    return this.#settlement.defer(one, failure, delayMs);
  }

  #giveBack(one: Case): Promise<DeliveryOutcome> {
    const { failure, delayMs } = reasonToGiveBack(one.delivery, this.#parts.state());
    return this.#settlement.defer(one, failure, delayMs);
  }

  #suspect({ delivery, history }: Work, identity: MessageIdentity): Suspicion {
    const before = delivery.count - 1;
    if (before === 0) return { isSuspect: false, deaths: 0 };
    const alive = this.#settlement.survived(delivery.subject, identity) + this.#parts.heldBesides(delivery);
    return suspect(before, history, alive, this.#options.worker);
  }

  /**
   * The same delivery, once it has failed, with what came before it: NATS before 2.10.14 may call a later delivery the first
   * one, when a delivery in between did not reach anybody. Its attempt and its letter are to be numbered all the same.
   */
  async #numbered(work: Work): Promise<Work> {
    if (!isFirst(work.delivery)) return work;
    const found = await this.#readHistory(work.delivery, work.identity);
    return found.ok ? { ...work, history: found.history } : work;
  }

  async #readHistory(
    delivery: Delivery,
    identity: MessageIdentity | undefined,
  ): Promise<{ ok: true; history: AttemptHistory } | { ok: false; failure: Failure }> {
    if (identity === undefined) return { ok: true, history: NO_HISTORY };
    try {
      return { ok: true, history: await this.#attempts.history(identity, delivery.subject) };
    } catch (error) {
      this.#parts.logger.warn({ err: error, message_id: formatEventId(identity) }, 'attempts cannot be counted');
      return { ok: false, failure: toFailure(error) };
    }
  }
}

/** As the server counts. Before a first delivery nothing was written, so nothing is asked for: most are first ones. */
function isFirst({ count }: Delivery): boolean {
  return count <= 1;
}

function failureClass(outcome: Outcome): ErrorClass | undefined {
  if (outcome.kind === 'retry') return 'transient';
  if (outcome.kind === 'dead') return outcome.type;
  return outcome.kind === 'unavailable' ? 'unavailable' : undefined;
}

function isLastDelivery({ count, incarnation }: Delivery): boolean {
  const { maxDeliver } = incarnation;
  return maxDeliver > DELIVERIES_KEPT_FOR_THE_LETTER && count > maxDeliver - DELIVERIES_KEPT_FOR_THE_LETTER;
}
