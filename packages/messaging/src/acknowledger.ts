import type { Logger } from '@ballast/telemetry';
import { nanos } from 'nats';
import type { Connection } from './connection.ts';
import type { Delivery } from './delivery.ts';
import type { IncarnationSource } from './incarnation-source.ts';

const CONFIRM_TIMEOUT_MS = 5000;

/**
 * The one place that acks, naks, terms and keeps alive (NATS ADR-15). Nothing here throws: what the server does not
 * hear, it answers by delivering the message again.
 */
export class Acknowledger {
  readonly #connection: Connection;
  readonly #source: IncarnationSource;
  readonly #logger: Logger;

  constructor(connection: Connection, source: IncarnationSource, logger: Logger) {
    this.#connection = connection;
    this.#source = source;
    this.#logger = logger;
  }

  /** The message is done with; says whether the server has confirmed it. */
  ack(delivery: Delivery): Promise<boolean> {
    return this.#confirm(delivery, '+ACK');
  }

  /** The message is given up (without a reason: servers before 2.10.4 ignore a term that has one). */
  term(delivery: Delivery): Promise<boolean> {
    return this.#confirm(delivery, '+TERM');
  }

  /** Deliver it again after `delayMs`, at least 1: a nak without delay comes back at once, and burns deliveries. */
  async nak(delivery: Delivery, delayMs: number): Promise<void> {
    if (!(await this.#isCurrent(delivery))) return;
    this.#send(delivery, `-NAK ${JSON.stringify({ delay: nanos(Math.max(1, Math.round(delayMs))) })}`);
  }

  /**
   * Restarts the deadline of what is still being worked on. After a reconnect the server is asked first: a consumer that
   * pauses or stops pulls nothing, so nobody else would ask.
   */
  async working(deliveries: Iterable<Delivery>): Promise<void> {
    const current = this.#source.known() ?? (await this.#source.current().catch(() => undefined));
    for (const delivery of deliveries) {
      if (delivery.incarnation.consumerCreated === current?.consumerCreated) this.#send(delivery, '+WPI');
    }
  }

  async #confirm(delivery: Delivery, word: '+ACK' | '+TERM'): Promise<boolean> {
    if (!(await this.#isCurrent(delivery))) return false;
    try {
      const options = { timeout: CONFIRM_TIMEOUT_MS };
      await this.#connection.answer(this.#connection.nc.request(delivery.ackSubject, word, options));
      return true;
    } catch (error) {
      this.#logger.debug({ err: error, seq: delivery.seq, word }, 'not confirmed: the message will come again');
      return false;
    }
  }

  #send(delivery: Delivery, word: string): void {
    if (!this.#connection.connected()) return;
    try {
      this.#connection.nc.publish(delivery.ackSubject, word);
    } catch (error) {
      this.#logger.debug({ err: error, seq: delivery.seq, word }, 'not sent: the message will come again');
    }
  }

  async #isCurrent(delivery: Delivery): Promise<boolean> {
    try {
      const current = await this.#source.current();
      if (current.consumerCreated === delivery.incarnation.consumerCreated) return true;
      this.#logger.debug({ seq: delivery.seq }, 'the stream was made anew: this delivery has nobody to answer to');
    } catch (error) {
      this.#logger.debug({ err: error, seq: delivery.seq }, 'no consumer to answer to: the message will come again');
    }
    return false;
  }
}
