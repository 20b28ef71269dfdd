import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Database } from '@ballast/database';
import { inspectStreams } from '@ballast/messaging';
import { stats as readOutbox } from '@ballast/outbox';
import type { NewsChannel } from '../../live/news-channel.ts';
import { settleWithin } from '../../system/settle-within.ts';
import type { Load } from './controller.ts';

const RESOLUTION_MS = 20;
const NANOSECONDS_PER_MS = 1_000_000;
/** What takes longer to read is not known. */
const READ_MS = 1_000;
const NOT_TAKEN_YET = 'primecheck_stream';

/** Looks at what the capacity of the whole depends on. */
export class LoadMeter {
  readonly #delay: ReturnType<typeof monitorEventLoopDelay>;
  readonly #db: Database;
  readonly #news: NewsChannel;

  constructor({ db, news }: { readonly db: Database; readonly news: NewsChannel }) {
    this.#db = db;
    this.#news = news;
    this.#delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    this.#delay.enable();
  }

  /** Never rejects: what cannot be read in time is `undefined`. */
  async read(): Promise<Load> {
    const eventLoopDelayMs = this.#readDelay();
    const [outboxAgeSeconds, consumerLag] = await Promise.all([
      settleWithin(() => this.#readOutboxAge(), READ_MS),
      settleWithin(() => this.#readLag(), READ_MS),
    ]);
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
    return Math.max(0, ms - RESOLUTION_MS);
  }

  async #readOutboxAge(): Promise<number> {
    const backlogs = await readOutbox(this.#db);
    return Math.max(0, ...backlogs.map(({ oldestAgeSeconds }) => oldestAgeSeconds));
  }

  async #readLag(): Promise<number> {
    const streams = await inspectStreams(this.#news.messaging());
    const stream = streams.find(({ name }) => name === NOT_TAKEN_YET);
    return Math.max(0, ...(stream?.consumers ?? []).map(({ pending }) => pending));
  }
}
