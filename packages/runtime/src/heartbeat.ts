import { setTimeout as pause } from 'node:timers/promises';
import { type GaugeMetric, type Logger, METRICS, type Metrics } from '@ballast/telemetry';
import type { Clock } from './clock.ts';
import type { Health } from './health.ts';
import type { Lifecycle } from './lifecycle.ts';
import { startLoop } from './loop.ts';

/** One sign of life. */
export interface Beat {
  /** The instance: one row each. */
  readonly worker: string;
  readonly status: 'healthy' | 'unhealthy';
  readonly error?: string;
  /** Service, pid and start of the process, and what `describe` adds. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Where heartbeats are stored. */
export interface HeartbeatStore {
  beat(beat: Beat): Promise<void>;
  /** Forgets an instance, which ends in good order: one that is not heard of again is then one that something befell. */
  end(worker: string): Promise<void>;
}

/** How often a process that starts looks whether it is ready by now: its first beat comes no later after that. */
const LOOK_EVERY_MS = 100;
/** A database that hangs must not hold up the end of the process. */
const LONGEST_END_MS = 2_000;

/** What a heartbeat is made of. */
export interface HeartbeatOptions {
  readonly service: string;
  readonly instance: string;
  readonly intervalMs: number;
  readonly health: Health;
  readonly life: Lifecycle;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly metrics: Metrics;
}

/**
 * Proof of progress, not of being up: a beat is written only when `progress` was called since the last one, so a worker
 * that hangs falls silent although its process lives.
 *
 *     starting -> ready: the first beat, at once; from here on every interval
 *     starting -> an interval later, and so on: a beat that says unhealthy, and what the start waits for
 *
 * So nobody is called unhealthy for having just begun, and a process that never gets ready does not pass for a healthy one.
 */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  readonly #startedAt: Date;
  readonly #details = new Map<string, () => unknown>();
  readonly #lastBeat: GaugeMetric<Record<never, never>>;
  #progressed = false;
  #hasPort = false;
  #isStarting = true;
  /** When a start that goes on has to say so; of `performance.now()`. */
  #overdueAt = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
    this.#startedAt = options.clock.now();
    this.#lastBeat = options.metrics.gauge(METRICS.processes.lastHeartbeat);
  }

  /** Says that work went on: a message was settled, a poll found nothing to do, a step of long work is done. Free to call. */
  progress(): void {
    this.#progressed = true;
  }

  /**
   * Adds a detail to the metadata of every beat: what `read` gives then, as JSON; left out while that is `undefined`. A
   * second one of the same name takes the first one's place.
   */
  describe(name: string, read: () => unknown): void {
    this.#details.set(name, read);
  }

  /**
   * Begins to write: the first beat once the process is ready, or when it is not after an interval. Call it right after
   * opening what the store writes to, so that the beats end before that is closed. Throws when called twice.
   */
  setPort(store: HeartbeatStore): void {
    if (this.#hasPort) throw new TypeError('the heartbeat has a store already');
    this.#hasPort = true;
    this.#progressed = true;
    const { intervalMs, life, logger } = this.#options;
    this.#overdueAt = performance.now() + intervalMs;
    const loop = startLoop({
      name: 'heartbeat',
      intervalMs: () => (this.#isStarting ? Math.min(LOOK_EVERY_MS, intervalMs) : intervalMs),
      runOnce: () => (this.#isStarting ? this.#beatOfStart(store) : this.beatOnce(store)),
      logger,
    });
    life.defer('heartbeat', async () => {
      await loop.stop();
      await this.#end(store);
    });
  }

  /** Not told in time, the instance is called silent some seconds later, and no more comes of it. */
  async #end(store: HeartbeatStore): Promise<void> {
    const told = store.end(this.#options.instance).catch((err: unknown) => {
      this.#options.logger.warn({ err }, 'the end could not be told: this instance will be called silent');
    });
    await Promise.race([told, pause(LONGEST_END_MS, undefined, { ref: false })]);
  }

  async #beatOfStart(store: HeartbeatStore): Promise<boolean> {
    const { intervalMs, health } = this.#options;
    const { ready } = await health.ready();
    if (!ready && performance.now() < this.#overdueAt) return false;
    if (ready) this.progress();
    const written = await this.beatOnce(store);
    this.#isStarting = !ready;
    this.#overdueAt = performance.now() + intervalMs;
    return written;
  }

  /** Writes a beat when there was progress since the last; returns whether it did. A failed write is tried again. */
  async beatOnce(store: Pick<HeartbeatStore, 'beat'>): Promise<boolean> {
    if (!this.#progressed) return false;
    // Cleared before the write: progress made during it belongs to the next beat.
    this.#progressed = false;
    try {
      await store.beat(await this.#beat());
      this.#lastBeat.set(this.#options.clock.now().getTime() / 1_000);
      return true;
    } catch (error) {
      this.#progressed = true;
      throw error;
    }
  }

  async #beat(): Promise<Beat> {
    const { service, instance, health } = this.#options;
    const report = await health.report();
    const failing = Object.entries(report.checks).filter(([, check]) => check.status === 'down');
    const reasons = failing.map(([name, check]) => `${name}: ${check.error ?? 'down'}`);
    // What it waits for may have no check yet.
    if (health.isStarting && reasons.length === 0) reasons.push('it has not finished starting');
    const error = reasons.join('; ');
    return {
      worker: instance,
      status: report.status === 'down' || health.isStarting ? 'unhealthy' : 'healthy',
      ...(error !== '' && { error }),
      metadata: { ...this.#describe(), service, pid: process.pid, started_at: this.#startedAt.toISOString() },
    };
  }

  /** A detail that cannot be read is left out: it must not silence the process. */
  #describe(): Record<string, unknown> {
    const described: Record<string, unknown> = {};
    for (const [name, read] of this.#details) {
      try {
        const value = read();
        if (value !== undefined) described[name] = value;
      } catch (error) {
        this.#options.logger.error({ err: error, detail: name }, 'a detail of the heartbeat cannot be read');
      }
    }
    return described;
  }
}
