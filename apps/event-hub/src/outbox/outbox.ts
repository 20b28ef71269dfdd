import { eventStreamName } from '@ballast/contracts';
import type { Database } from '@ballast/database';
import type { BackgroundConnection } from '@ballast/messaging';
import { type Loop, startLoop } from '@ballast/runtime';
import type { Logger } from '@ballast/telemetry';
import type { CheckedEvent } from '../events/check-event.ts';
import type { EventStreams } from '../events/event-streams.ts';
import { Slots } from '../events/slots.ts';
import { type Acceptance, acceptEvents, createAcceptance } from './accept-events.ts';
import { streamsWithRows } from './hub-events.ts';
import { streamsWithGroups } from './known-groups.ts';
import type { OutboxMetrics } from './outbox-metrics.ts';
import { relayStream } from './relay-stream.ts';
import { type SweepPorts, sweepStream } from './sweep-stream.ts';

export interface OutboxOptions {
  readonly db: Database;
  readonly connection: BackgroundConnection;
  readonly streams: EventStreams;
  readonly metrics: OutboxMetrics;
  readonly logger: Logger;
  /** How long a stream keeps its events. */
  readonly maxAgeMs: number;
}

/** Also for what another hub accepted and then died. */
const LOOK_EVERY_MS = 1_000;
/** A stream that drops events sooner than this after they are read has them published to it again. */
const SWEEP_EVERY_MS = 2_000;
const SWEEP_IDLE_EVERY_MS = 10_000;
/** Each holds a connection to MySQL; the pool is for accepting as well. */
const STREAMS_AT_ONCE = 2;

interface LastSweep {
  readonly at: number;
  readonly created: string | undefined;
}

/**
 * Accepted events on their way: committed, published, kept until every group has acknowledged them. Hubs beside each other
 * share the work, and each does all of it alone when the others die.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #acceptance: Acceptance;
  readonly #loop: Loop;
  readonly #swept = new Map<string, LastSweep>();
  readonly #slots = new Slots(STREAMS_AT_ONCE);
  readonly #failing = new Set<string>();
  #load = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#acceptance = createAcceptance(options.db);
    this.#loop = startLoop({
      name: 'outbox',
      logger: options.logger,
      runOnce: () => this.#lookAfterFailure('outbox', () => this.#pass()),
      intervalMs: (isUnderWay) => (isUnderWay === true ? 0 : LOOK_EVERY_MS),
    });
  }

  /** Events that wait for their commit. */
  get load(): number {
    return this.#load;
  }

  /** See `acceptEvents`. */
  async accept(stream: string, events: readonly CheckedEvent[]): Promise<void> {
    this.#load += events.length;
    try {
      await acceptEvents(this.#acceptance, stream, events);
    } finally {
      this.#load -= events.length;
    }
    this.#loop.wake();
  }

  /** Looks at a stream's groups as soon as may be. */
  lookAt(stream: string): void {
    this.#swept.delete(stream);
    this.#loop.wake();
  }

  /** Looks at everything: after the broker was away. */
  lookAtAll(): void {
    this.#swept.clear();
    this.#loop.wake();
  }

  async close(): Promise<void> {
    await this.#acceptance.close();
    await this.#loop.stop();
  }

  /** One turn for each stream; whether there is more to do at once. */
  async #pass(): Promise<boolean> {
    const { db, connection, streams } = this.#options;
    if (!connection.connected()) return false;
    const withRows = new Set(await streamsWithRows(db));
    const all = new Set([...withRows, ...(await streamsWithGroups(db)), ...streams.keys()]);
    const turns = [...all].map((stream) =>
      this.#slots.run(() => this.#lookAfterFailure(stream, () => this.#turn(stream, withRows.has(stream)))),
    );
    return (await Promise.all(turns)).includes(true);
  }

  /** Groups first: whoever joins a stream that was made anew finds its group, and its group finds what is published then. */
  async #turn(stream: string, hasRows: boolean): Promise<boolean> {
    const { connection, metrics } = this.#options;
    const ports = this.#ports();
    if (await this.#isSweepDue(stream, hasRows)) {
      const swept = await sweepStream(ports, stream, hasRows);
      this.#swept.set(stream, { at: performance.now(), created: swept?.created });
      if (swept !== undefined) metrics.swept(swept);
    }
    if (!hasRows || !connection.connected()) return false;
    const { failure, isUnderWay, ...relayed } = await relayStream(ports, stream);
    metrics.relayed(relayed);
    if (failure !== undefined) throw failure;
    return isUnderWay;
  }

  async #isSweepDue(stream: string, hasRows: boolean): Promise<boolean> {
    const last = this.#swept.get(stream);
    if (last === undefined) return true;
    if (performance.now() - last.at > (hasRows ? SWEEP_EVERY_MS : SWEEP_IDLE_EVERY_MS)) return true;
    if (!hasRows) return false;
    const { connection, streams } = this.#options;
    const name = eventStreamName(stream);
    return last.created !== (await streams.use(stream, () => connection.messaging().streamCreated(name)));
  }

  #ports(): SweepPorts {
    const { db, connection, streams, logger, maxAgeMs } = this.#options;
    return { db, messaging: connection.messaging(), streams, logger, maxAgeMs };
  }

  /** A failure ends nothing and is said once: the loop's own pause grows to half a minute, for which everything would wait. */
  async #lookAfterFailure(what: string, work: () => Promise<boolean>): Promise<boolean> {
    const { logger } = this.#options;
    try {
      const result = await work();
      if (this.#failing.delete(what)) logger.info({ what }, 'the outbox goes on');
      return result;
    } catch (error) {
      if (!this.#failing.has(what)) logger.warn({ err: error, what }, 'the outbox waits');
      this.#failing.add(what);
      return false;
    }
  }
}
