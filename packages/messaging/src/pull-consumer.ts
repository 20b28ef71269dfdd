import { setTimeout as pause } from 'node:timers/promises';
import type { Failure } from '@ballast/reliability';
import type { Logger } from '@ballast/telemetry';
import { Acknowledger } from './acknowledger.ts';
import { type ConsumerMetrics, createConsumerMetrics, type DeliveryOutcome } from './consumer-metrics.ts';
import type { Consumer, ConsumerOptions, ConsumerState } from './consumer-options.ts';
import { type Delivery, type Incarnation, readDelivery } from './delivery.ts';
import { DependencyWait } from './dependency-wait.ts';
import { IncarnationSource } from './incarnation-source.ts';
import { KeepAlive } from './keep-alive.ts';
import type { NatsMessaging } from './nats-messaging.ts';
import { PullSession, type SessionEnd } from './pull-session.ts';
import { GIVE_BACK_NAK_MS } from './run-handler.ts';
import { OUTAGE_LONGEST_MS, spareDeliveries } from './spare-deliveries.ts';
import { within } from './within.ts';

const RETRY_MS = 500;
const DEFAULT_STOP_GRACE_MS = 20_000;
/** After the handlers' signals are aborted: their own grace, and settling what they leave. */
const SETTLE_GRACE_MS = 6000;
const FLUSH_TIMEOUT_MS = 1000;

/** What a consumer does with its deliveries. */
export interface Processor {
  /** Takes a delivery to its settlement. Never throws for what a message or a handler does. `stop` interrupts the handler. */
  process(delivery: Delivery, stop: AbortSignal): Promise<Processed>;
  /** Gives a delivery back that was not worked on. */
  giveBack(delivery: Delivery, failure: Failure, delayMs: number): Promise<void>;
}

export interface Processed {
  readonly outcome: DeliveryOutcome;
  /** Why the consumer should pause, if it should. */
  readonly missing?: { readonly dependency: string; readonly failure: Failure };
}

/** What the processor shares with the consumer that it works for. */
export interface ConsumerParts {
  readonly acknowledger: Acknowledger;
  readonly metrics: ConsumerMetrics;
  readonly logger: Logger;
}

export type PullOptions = Pick<
  ConsumerOptions<never>,
  'consumer' | 'concurrency' | 'logger' | 'metrics' | 'onActivity' | 'probe' | 'stopGraceMs'
>;

/**
 * A message is held from its arrival to its settlement: waiting while all handlers are busy, then running. Room is asked
 * for so that at most as many wait as run. The loop goes through: find the consumer on the server, pull in a session until
 * it ends, and again; while something needed is missing, it waits for that in place of pulling.
 */
export class PullConsumer implements Consumer {
  readonly #nats: NatsMessaging;
  readonly #options: PullOptions;
  readonly #logger: Logger;
  readonly #metrics: ConsumerMetrics;
  readonly #source: IncarnationSource;
  readonly #processor: Processor;
  readonly #keepAlive: KeepAlive;
  readonly #dependency: DependencyWait;
  readonly #held = new Set<Delivery>();
  readonly #waiting: Delivery[] = [];
  readonly #tasks = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #interrupt = new AbortController();
  readonly #loop: Promise<void>;
  #running = 0;
  #session: PullSession | undefined;
  #trouble: string | undefined;
  #stopped: Promise<void> | undefined;

  constructor(nats: NatsMessaging, options: PullOptions, createProcessor: (parts: ConsumerParts) => Processor) {
    const { consumer, concurrency } = options;
    if (!Number.isInteger(concurrency) || concurrency < 1) {
      throw new RangeError(`concurrency is ${concurrency}; a whole number from 1 is needed`);
    }
    this.#nats = nats;
    this.#options = options;
    this.#logger = options.logger.child({ consumer: consumer.durable });
    this.#metrics = createConsumerMetrics(options.metrics, consumer.durable);
    this.#source = new IncarnationSource(nats, consumer);
    const acknowledger = new Acknowledger(nats.connection, this.#source, this.#logger);
    this.#processor = createProcessor({ acknowledger, metrics: this.#metrics, logger: this.#logger });
    this.#keepAlive = new KeepAlive(acknowledger, this.#held);
    this.#dependency = new DependencyWait(options.probe, this.#logger);
    this.#loop = this.#run();
  }

  state(): ConsumerState {
    if (this.#stop.signal.aborted) return 'stopped';
    return this.#dependency.isMissing() ? 'paused' : 'running';
  }

  stop(): Promise<void> {
    this.#stopped ??= this.#wind();
    return this.#stopped;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      if (this.#dependency.isMissing()) {
        await this.#dependency.untilBack(this.#stop.signal, () => this.#activity());
        this.#metrics.paused(this.#dependency.isMissing());
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
    while (this.#running < this.#options.concurrency) {
      const delivery = this.#waiting.shift();
      if (delivery === undefined) return;
      this.#running += 1;
      this.#track(delivery, this.#work(delivery));
    }
  }

  async #work(delivery: Delivery): Promise<void> {
    try {
      const { outcome, missing } = await this.#processor.process(delivery, this.#interrupt.signal);
      if (outcome === 'done') this.#dependency.sawSuccess();
      if (missing !== undefined) this.#pauseFor(missing.dependency, missing.failure);
    } finally {
      this.#running -= 1;
    }
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
    const room = 2 * concurrency - this.#held.size - this.#session.outstanding();
    if (room >= Math.max(1, Math.floor(concurrency / 2))) this.#session.request(room);
  }

  #pauseFor(dependency: string, failure: Failure): void {
    if (this.state() !== 'running') return;
    this.#dependency.lost(dependency, failure);
    this.#metrics.paused(true);
    void this.#session?.close();
    this.#giveBackWaiting();
  }

  #giveBackWaiting(): void {
    const isStopping = this.#stop.signal.aborted;
    const failure = isStopping
      ? { code: 'shutdown', message: 'the process stopped before the work began' }
      : { code: 'unavailable', message: 'the consumer paused before the work began' };
    for (const delivery of this.#waiting.splice(0)) {
      // Somebody else may have it at once when this process stops; in an outage nobody can do anything with it.
      const delayMs = isStopping ? GIVE_BACK_NAK_MS : spareDeliveries(delivery, GIVE_BACK_NAK_MS, OUTAGE_LONGEST_MS);
      this.#track(delivery, this.#processor.giveBack(delivery, failure, delayMs));
    }
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
