import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@ballast/telemetry';
import { Acknowledger } from './acknowledger.ts';
import { Breakers, type ConsumerBreaker } from './breakers.ts';
import { type ConsumerMetrics, createConsumerMetrics } from './consumer-metrics.ts';
import type { Consumer, ConsumerOptions, ConsumerState } from './consumer-options.ts';
import { type Delivery, type Incarnation, readDelivery } from './delivery.ts';
import { IncarnationSource, type Make } from './incarnation-source.ts';
import { KeepAlive } from './keep-alive.ts';
import type { NatsMessaging } from './nats-messaging.ts';
import { PullSession, type SessionEnd } from './pull-session.ts';
import { within } from './within.ts';

const RETRY_MS = 500;
const DEFAULT_STOP_GRACE_MS = 20_000;
/** After the handlers' signals are aborted: their own grace, and settling what they leave. */
const SETTLE_GRACE_MS = 6000;
const FLUSH_TIMEOUT_MS = 1000;

/** What a consumer does with its deliveries. */
export interface Processor {
  /** Takes a delivery to its settlement. Never throws for what a message or a handler does. `stop` interrupts the handler. */
  process(delivery: Delivery, stop: AbortSignal): Promise<void>;
  /** Gives a delivery back that was not worked on. */
  giveBack(delivery: Delivery): Promise<void>;
}

/** What the processor shares with the consumer that it works for. */
export interface ConsumerParts {
  readonly acknowledger: Acknowledger;
  readonly breakers: Breakers;
  readonly metrics: ConsumerMetrics;
  readonly logger: Logger;
  readonly state: () => ConsumerState;
  /** How many other deliveries of the same message are held here. */
  readonly heldBesides: (delivery: Delivery) => number;
}

export type PullOptions = Pick<
  ConsumerOptions<never>,
  'consumer' | 'concurrency' | 'logger' | 'metrics' | 'onActivity' | 'dependencies' | 'probe' | 'stopGraceMs'
> & {
  /** What logs and metrics call it. Default: the durable's name. */
  readonly label?: string;
  readonly make?: Make;
};

/**
 * A message is held from its arrival to its settlement: waiting while all handlers are busy, then running. Room is asked
 * for so that at most as many wait as run. The loop goes through: find the consumer on the server, pull in a session until
 * it ends, and again; while a breaker is open, it waits for that in place of pulling. While one is half open, one message
 * at a time is asked for and tried.
 */
export class PullConsumer implements Consumer {
  readonly #nats: NatsMessaging;
  readonly #options: PullOptions;
  readonly #logger: Logger;
  readonly #metrics: ConsumerMetrics;
  readonly #source: IncarnationSource;
  readonly #processor: Processor;
  readonly #keepAlive: KeepAlive;
  readonly #breakers: Breakers;
  readonly #held = new Set<Delivery>();
  readonly #waiting: Delivery[] = [];
  readonly #tasks = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #interrupt = new AbortController();
  readonly #loop: Promise<void>;
  #running = 0;
  #isTrying = false;
  #session: PullSession | undefined;
  #trouble: string | undefined;
  #stopped: Promise<void> | undefined;

  constructor(nats: NatsMessaging, options: PullOptions, createProcessor: (parts: ConsumerParts) => Processor) {
    const { consumer, concurrency, label = consumer.durable, make, dependencies = [], probe } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw new RangeError(`concurrency is ${concurrency}; a whole number from 1 is needed`);
    }
    this.#nats = nats;
    this.#options = options;
    this.#logger = options.logger.child({ consumer: label });
    this.#metrics = createConsumerMetrics(options.metrics, label);
    this.#source = new IncarnationSource(nats, consumer, make);
    const acknowledger = new Acknowledger(nats.connection, this.#source, this.#logger);
    const own = { logger: this.#logger, metrics: this.#metrics };
    this.#breakers = new Breakers({ dependencies, probe, onOpen: () => this.#pause(), ...own });
    this.#processor = createProcessor({
      acknowledger,
      breakers: this.#breakers,
      state: () => this.state(),
      heldBesides: (delivery) => this.#countBesides(delivery),
      ...own,
    });
    this.#keepAlive = new KeepAlive(acknowledger, this.#held);
    this.#loop = this.#run();
  }

  state(): ConsumerState {
    if (this.#stop.signal.aborted) return 'stopped';
    return this.#breakers.isOpen() ? 'paused' : 'running';
  }

  breakers(): ConsumerBreaker[] {
    return this.#breakers.report();
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#wind();
    return this.#stopped;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      if (this.#breakers.isOpen()) {
        await this.#breakers.untilTrial(this.#stop.signal, () => this.#activity());
        this.#metrics.paused(this.#breakers.isOpen());
        continue;
      }
      const incarnation = await this.#find();
      const end = incarnation === undefined ? undefined : await this.#pull(incarnation);
      if (end?.why !== 'closed') await pause(RETRY_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  async #find(): Promise<Incarnation | undefined> {
    try {
      const incarnation = await this.#source.current();
      if (this.#trouble !== undefined) this.#logger.info('consuming again');
      this.#trouble = undefined;
      return incarnation;
    } catch (error) {
      this.#report('cannot consume; trying until it works', error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  async #pull(incarnation: Incarnation): Promise<SessionEnd> {
    const { connection, namespace } = this.#nats;
    const { stream, durable } = this.#options.consumer;
    this.#keepAlive.start(incarnation.ackWaitMs);
    const session = new PullSession({
      connection,
      stream: namespace.stream(stream),
      durable,
      onMessage: (message) => {
        const delivery = readDelivery(message, incarnation, namespace);
        if (delivery !== undefined) this.#arrive(delivery);
      },
      onIdle: () => {
        this.#activity();
        this.#refill();
      },
    });
    this.#session = session;
    if (this.state() === 'running') this.#refill();
    else void session.close();
    const end = await session.ended;
    await session.close();
    this.#session = undefined;
    if (end.why !== 'closed') {
      // Whatever ended it, stream and consumer may be others now.
      this.#source.forget();
      if (end.why !== 'lost') this.#report('pulling ended; beginning anew', `${end.why}: ${end.detail}`);
    }
    return end;
  }

  /** Says it once, not at every try. */
  #report(text: string, detail: string): void {
    if (this.#trouble === undefined) this.#logger.warn({ detail }, text);
    else if (this.#trouble !== detail) this.#logger.debug({ detail }, text);
    this.#trouble = detail;
  }

  #arrive(delivery: Delivery): void {
    this.#held.add(delivery);
    this.#metrics.inFlight(this.#held.size);
    this.#activity();
    this.#waiting.push(delivery);
    if (this.state() === 'running') this.#startWaiting();
    else this.#giveBackWaiting();
  }

  #startWaiting(): void {
    while (this.#hasHandsFree()) {
      const delivery = this.#waiting.shift();
      if (delivery === undefined) return;
      this.#track(delivery, this.#breakers.isHalfOpen() ? this.#try(delivery) : this.#work(delivery));
    }
  }

  #hasHandsFree(): boolean {
    return this.#breakers.isHalfOpen() ? !this.#isTrying : this.#running < this.#options.concurrency;
  }

  async #work(delivery: Delivery): Promise<void> {
    this.#running += 1;
    try {
      await this.#processor.process(delivery, this.#interrupt.signal);
    } finally {
      this.#running -= 1;
    }
  }

  async #try(delivery: Delivery): Promise<void> {
    this.#isTrying = true;
    try {
      await this.#work(delivery);
    } finally {
      this.#isTrying = false;
    }
  }

  /** More than 0 when a keep-alive came too late, and the server has delivered again what is still held here. */
  #countBesides(delivery: Delivery): number {
    let count = 0;
    for (const other of this.#held)
      if (other.ackSubject !== delivery.ackSubject && other.seq === delivery.seq) count += 1;
    return count;
  }

  /** Follows what is done with a held delivery to its end. */
  #track(delivery: Delivery, work: Promise<void>): void {
    const task = work
      .catch((error: unknown) => {
        this.#logger.error({ err: error, seq: delivery.seq }, 'settling failed; the message will come again');
      })
      .then(() => {
        this.#held.delete(delivery);
        this.#tasks.delete(task);
        this.#metrics.inFlight(this.#held.size);
        this.#activity();
        if (this.state() !== 'running') return;
        this.#startWaiting();
        this.#refill();
      });
    this.#tasks.add(task);
  }

  /** Asks for as much as there is room, in requests of some size: a request for each message would double the traffic. */
  #refill(): void {
    if (this.#session === undefined || this.state() !== 'running') return;
    const { concurrency } = this.#options;
    if (this.#breakers.isHalfOpen()) {
      const isAsked = this.#isTrying || this.#waiting.length > 0 || this.#session.outstanding() > 0;
      if (!isAsked) this.#session.request(1);
      return;
    }
    const room = 2 * concurrency - this.#held.size - this.#session.outstanding();
    if (room >= Math.max(1, Math.floor(concurrency / 2))) this.#session.request(room);
  }

  #pause(): void {
    if (this.#stop.signal.aborted) return;
    this.#metrics.paused(true);
    void this.#session?.close();
    this.#giveBackWaiting();
    this.#activity();
  }

  #giveBackWaiting(): void {
    for (const delivery of this.#waiting.splice(0)) this.#track(delivery, this.#processor.giveBack(delivery));
  }

  async #wind(): Promise<void> {
    const { stopGraceMs = DEFAULT_STOP_GRACE_MS } = this.#options;
    this.#stop.abort();
    void this.#session?.close();
    this.#giveBackWaiting();
    const grace = setTimeout(() => this.#interrupt.abort(), stopGraceMs);
    const late = () => new Error('messages are left unsettled: they will be delivered again');
    await within(this.#untilIdle(), stopGraceMs + SETTLE_GRACE_MS, late).catch((error: unknown) => {
      this.#logger.warn({ err: error, held: this.#held.size }, 'consumer stopped before everything was settled');
    });
    clearTimeout(grace);
    this.#keepAlive.stop();
    this.#source.close();
    // Naks have no answer: this is when they have been sent.
    const { connection } = this.#nats;
    if (connection.connected()) {
      const flushed = connection.nc.flush().catch(() => undefined);
      await within(flushed, FLUSH_TIMEOUT_MS, late).catch(() => undefined);
    }
  }

  async #untilIdle(): Promise<void> {
    await this.#loop;
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
  }

  #activity(): void {
    try {
      this.#options.onActivity();
    } catch (error) {
      this.#logger.error({ err: error }, 'onActivity failed');
    }
  }
}
