import { monitorEventLoopDelay } from 'node:perf_hooks';
import { SUBJECT } from '@ballast/contracts';
import type { Database, RowDataPacket } from '@ballast/database';
import { inspectStreams } from '@ballast/messaging';
import type { NewsChannel } from '../../live/news-channel.ts';
import { settleWithin } from '../../system/settle-within.ts';
import { readEventLoopDelays } from '../live-instances.ts';
import type { Load } from './controller.ts';

const RESOLUTION_MS = 20;
const NANOSECONDS_PER_MS = 1_000_000;
/** What takes longer to read is not known. */
const READ_MS = 1_000;
const NOT_TAKEN_YET = { stream: 'primecheck_stream', consumer: 'primecheck_consumer' } as const;

export interface LoadMeterOptions {
  readonly db: Database;
  readonly news: Pick<NewsChannel, 'messaging'>;
  /** Whose instances count. */
  readonly service: string;
}

/** Looks at what the capacity of the whole depends on. */
export class LoadMeter {
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>;
  readonly #options: LoadMeterOptions;
  #ownDelayMs: number | undefined;

  constructor(options: LoadMeterOptions) {
    this.#options = options;
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#delay.enable();
  }

  /** Of this process, as of the last look: what its heartbeat tells the others. */
  get ownDelayMs(): number | undefined {
    return this.#ownDelayMs;
  }

  /** Never rejects: what cannot be read in time is `undefined`. */
  async read(): Promise<Load> {
    this.#ownDelayMs = this.#readDelay();
    const [delays, outboxAgeSeconds, consumerLag] = await Promise.all([
      settleWithin(() => readEventLoopDelays(this.#options.db, this.#options.service), READ_MS),
      settleWithin(() => this.#readOutboxAge(), READ_MS),
      settleWithin(() => this.#readLag(), READ_MS),
    ]);
    const eventLoopDelayMs = delays === undefined || delays.length === 0 ? undefined : Math.min(...delays);
    return { eventLoopDelayMs, outboxAgeSeconds, consumerLag };
  }

  close(): void {
    this.#delay.disable();
  }

  /** Since the last look. The histogram holds the time between two of its ticks, on an idle loop their own distance. */
  #readDelay(): number | undefined {
    if (this.#delay.count === 0) return undefined;
    const ms = this.#delay.percentile(99) / NANOSECONDS_PER_MS;
    this.#delay.reset();
    return Math.max(0, Math.round(ms - RESOLUTION_MS));
  }

  /** Of what nobody has published although it is due: what was put off, and mails, say nothing about what can be taken in. */
  async #readOutboxAge(): Promise<number> {
    return this.#options.db.withConnection(async (connection) => {
      const [[row]] = await connection.query<RowDataPacket[]>(
        `SELECT TIMESTAMPDIFF(MICROSECOND, next_retry_at, NOW(3)) / 1000000 AS age_seconds
         FROM outbox WHERE subject = ? ORDER BY next_retry_at, id LIMIT 1`,
        [SUBJECT.primeCheck],
      );
      return Math.max(0, Number(row?.age_seconds ?? 0));
    });
  }

  async #readLag(): Promise<number> {
    const streams = await inspectStreams(this.#options.news.messaging());
    const stream = streams.find(({ name }) => name === NOT_TAKEN_YET.stream);
    return stream?.consumers.find(({ name }) => name === NOT_TAKEN_YET.consumer)?.pending ?? 0;
  }
}
