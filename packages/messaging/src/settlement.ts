import { setTimeout as pause } from 'node:timers/promises';
import { formatEventId, type MessageIdentity } from '@ballast/contracts';
import {
  delayBefore,
  type ErrorType,
  type Failure,
  isSpent,
  pacingFor,
  type RetryPolicy,
  toFailure,
} from '@ballast/reliability';
import type { Logger } from '@ballast/telemetry';
import type { Acknowledger } from './acknowledger.ts';
import type { AttemptHistory, AttemptLog, AttemptRow } from './attempt-log.ts';
import type { ConsumerMetrics, DeliveryOutcome } from './consumer-metrics.ts';
import { buildDeadLetter } from './dead-letter.ts';
import type { Delivery } from './delivery.ts';
import type { NatsMessaging } from './nats-messaging.ts';
import { LETTER_LONGEST_MS, OUTAGE_LONGEST_MS, spareDeliveries } from './spare-deliveries.ts';
import { UnwrittenEnds } from './unwritten-ends.ts';

const DLQ_UNREACHABLE_NAK_MS = 5000;
const ATTEMPT_LOG_NAK_MS = 1000;
const FIRST_CLOSING_PAUSE_MS = 1000;
const LONGEST_CLOSING_PAUSE_MS = 30_000;
const MAX_CLOSINGS = 20;

/** A delivery that is being settled, and what is known about its message. */
export interface Case {
  readonly delivery: Delivery;
  /** `undefined` when none can be read: then attempts are not counted. */
  readonly identity: MessageIdentity | undefined;
  /** What had become of it before this delivery. */
  readonly history: AttemptHistory;
  /** `performance.now()` of when work on it began. */
  readonly startedAt: number;
  /** Its mark is written, or may be: an outcome has to follow. */
  readonly isMarked?: boolean;
}

export const NO_HISTORY: AttemptHistory = { failed: 0, outcomes: 0, openMarks: [] };

export interface SettlementOptions {
  readonly nats: NatsMessaging;
  readonly acknowledger: Acknowledger;
  readonly attempts: AttemptLog;
  readonly policy: RetryPolicy;
  readonly durable: string;
  readonly worker: string;
  readonly metrics: ConsumerMetrics;
  readonly logger: Logger;
}

/** A letter that could not be sent, kept so that the next delivery sends it without doing the work again. */
export interface UnsentLetter {
  readonly type: ErrorType;
  readonly failure: Failure;
  readonly attempts: number;
  readonly firstFailedAt?: Date | undefined;
}

const MAX_UNSENT = 1000;

/**
 * Turns outcomes into rows, acknowledgements and dead letters. Each function settles one delivery and says how it went;
 * none throws. The order within each is what makes a crash at any point harmless: rows first, then the letter and its
 * receipt, then the acknowledgement; whatever is missing is made up for at the next delivery.
 */
export class Settlement {
  readonly #options: SettlementOptions;
  readonly #unsent = new Map<string, UnsentLetter>();
  readonly #unwritten = new UnwrittenEnds();

  constructor(options: SettlementOptions) {
    this.#options = options;
  }

  async done(one: Case): Promise<DeliveryOutcome> {
    const confirmed = await this.#options.acknowledger.ack(one.delivery);
    this.#options.metrics.acked(confirmed);
    this.#left(one, confirmed);
    // The handler may have written no row, if all was done before: then the mark would be taken for a death.
    if (!confirmed && one.isMarked === true) {
      const failure = { code: 'ack_unconfirmed', message: 'done, but the server has not confirmed it' };
      await this.#record(one, 'deferred', failure);
    }
    return 'done';
  }

  /** One attempt is spent: a rest by policy, or the dead-letter queue after the last. */
  async fail(one: Case, failure: Failure): Promise<DeliveryOutcome> {
    const { policy, logger, acknowledger } = this.#options;
    const counted = await this.#countFailure(one, 'transient', failure);
    if (counted === undefined) {
      return this.defer(one, failure, spareDeliveries(one.delivery, ATTEMPT_LOG_NAK_MS, OUTAGE_LONGEST_MS));
    }
    const { failed: attempts, firstFailedAt } = counted;
    const pacing = pacingFor(policy, failure.code);
    if (isSpent(pacing, attempts)) return this.#bury(one, { type: 'transient', failure, attempts, firstFailedAt });
    const delayMs = delayBefore(pacing, attempts + 1);
    logger.warn({ ...about(one), code: failure.code, attempt: attempts, delayMs }, 'attempt failed; trying again');
    await acknowledger.nak(one.delivery, delayMs);
    return 'retry';
  }

  /** Given up at once, whatever the policy says. */
  async give(one: Case, type: 'permanent' | 'poison', failure: Failure): Promise<DeliveryOutcome> {
    const { failed, firstFailedAt } = one.history;
    await this.#record(one, 'failed', failure, { type, attempt: failed + 1 });
    return this.#bury(one, { type, failure, attempts: failed + 1, firstFailedAt });
  }

  /**
   * Given up without another attempt: it was given up before and has no letter yet, its attempts were spent, or the
   * server would not deliver it any more.
   */
  async giveUpUntried(one: Case, type: ErrorType, failure: Failure): Promise<DeliveryOutcome> {
    const { failed: attempts, firstFailedAt } = one.history;
    return this.#bury(one, { type, failure, attempts, firstFailedAt });
  }

  /** Sends the letter that could not be sent at an earlier delivery. */
  async sendAgain(one: Case, letter: UnsentLetter): Promise<DeliveryOutcome> {
    return this.#bury(one, letter);
  }

  unsentLetter(one: Case): UnsentLetter | undefined {
    return this.#unsent.get(keyOf(one));
  }

  /** Put off without an attempt. */
  async defer(one: Case, failure: Failure, delayMs: number): Promise<DeliveryOutcome> {
    const isWritten = await this.#record(one, 'deferred', failure);
    if (!isWritten) this.#left(one, false);
    if (!isWritten && one.isMarked === true) void this.#closeMark(one, failure);
    await this.#options.acknowledger.nak(one.delivery, delayMs);
    return 'deferred';
  }

  /** Writes down that work on a suspect begins. Throws what the log throws: without its mark it may not run. */
  async mark({ delivery, identity }: Case): Promise<void> {
    if (identity === undefined) return;
    const { attempts, worker } = this.#options;
    await attempts.record({ identity, subject: delivery.subject, status: 'processing', worker });
  }

  /** How many deliveries of the message ended here, though no row may tell of it. */
  survived(subject: string, identity: MessageIdentity): number {
    return this.#unwritten.count(messageKey(subject, identity));
  }

  async #bury(one: Case, letter: UnsentLetter): Promise<DeliveryOutcome> {
    const { nats, acknowledger, metrics, logger, durable, worker } = this.#options;
    const { type, failure, attempts } = letter;
    const message = buildDeadLetter(one.delivery, one.identity, letter, {
      durable,
      worker,
      now: new Date(),
      maxPayloadBytes: nats.connection.nc.info?.max_payload ?? 1_048_576,
    });
    try {
      await nats.publish(message);
    } catch (error) {
      logger.error(
        { ...about(one), err: error, code: failure.code },
        'dead letter not stored; the message stays alive',
      );
      this.#keepUnsent(one, letter);
      const delayMs = spareDeliveries(one.delivery, DLQ_UNREACHABLE_NAK_MS, LETTER_LONGEST_MS);
      return this.defer(one, toDlqFailure(error), delayMs);
    }
    this.#unsent.delete(keyOf(one));
    metrics.deadLettered(type);
    logger.error({ ...about(one), code: failure.code, type, attempts, reason: failure.message }, 'dead-lettered');
    this.#left(one, await acknowledger.term(one.delivery));
    return 'dead';
  }

  /** Failed attempts, this one included; `undefined` when the log cannot be written: then it was no attempt. */
  async #countFailure(
    one: Case,
    type: ErrorType,
    failure: Failure,
  ): Promise<Pick<AttemptHistory, 'failed' | 'firstFailedAt'> | undefined> {
    const { failed, firstFailedAt } = one.history;
    const known = { failed: failed + 1, firstFailedAt };
    if (one.identity === undefined) return known;
    if (!(await this.#record(one, 'failed', failure, { type, attempt: known.failed }))) return undefined;
    try {
      return await this.#options.attempts.history(one.identity, one.delivery.subject);
    } catch (error) {
      this.#options.logger.warn({ ...about(one), err: error }, 'attempts cannot be counted');
      return known;
    }
  }

  async #record(
    one: Case,
    status: AttemptRow['status'],
    failure: Failure,
    more: { readonly type?: ErrorType; readonly attempt?: number } = {},
  ): Promise<boolean> {
    const { attempts, worker, logger } = this.#options;
    if (one.identity === undefined) return false;
    const { type, attempt } = more;
    try {
      await attempts.record({
        identity: one.identity,
        subject: one.delivery.subject,
        status,
        ...(type === undefined ? {} : { errorType: type }),
        errorCode: failure.code,
        errorMessage: failure.message,
        processingTimeMs: Math.round(performance.now() - one.startedAt),
        ...(attempt === undefined ? {} : { attempt }),
        worker,
      });
      return true;
    } catch (error) {
      logger.warn({ ...about(one), err: error, status }, 'attempt not recorded');
      return false;
    }
  }

  /** A mark whose outcome could not be written looks like a death to others, so it is written later. */
  async #closeMark(one: Case, failure: Failure): Promise<void> {
    let pauseMs = FIRST_CLOSING_PAUSE_MS;
    for (let nth = 1; nth <= MAX_CLOSINGS; nth += 1) {
      await pause(pauseMs, undefined, { ref: false });
      if (await this.#record(one, 'deferred', failure)) return;
      pauseMs = Math.min(2 * pauseMs, LONGEST_CLOSING_PAUSE_MS);
    }
  }

  /** @param isGone the server has confirmed that the message has left its stream; else it comes again */
  #left({ delivery, identity }: Case, isGone: boolean): void {
    if (identity === undefined) return;
    const key = messageKey(delivery.subject, identity);
    if (isGone) this.#unwritten.forget(key);
    else this.#unwritten.add(key);
  }

  #keepUnsent(one: Case, letter: UnsentLetter): void {
    const oldest = this.#unsent.size >= MAX_UNSENT ? this.#unsent.keys().next().value : undefined;
    if (oldest !== undefined) this.#unsent.delete(oldest);
    this.#unsent.set(keyOf(one), letter);
  }
}

/** What a log line says of a case. */
function about({ delivery, identity }: Case): Record<string, unknown> {
  return {
    subject: delivery.subject,
    seq: delivery.seq,
    ...(identity === undefined ? {} : { message_id: formatEventId(identity) }),
  };
}

function keyOf({ delivery, identity }: Case): string {
  const { incarnation, seq, subject } = delivery;
  return identity === undefined ? `${incarnation.streamCreated}:${seq}` : messageKey(subject, identity);
}

/** A consumer may read several subjects. */
function messageKey(subject: string, identity: MessageIdentity): string {
  return `${subject} ${formatEventId(identity)}`;
}

function toDlqFailure(error: unknown): Failure {
  const { code, message } = toFailure(error);
  return { code: 'dlq_unreachable', message: `${code}: ${message}` };
}
