import type { BucketKeys } from './bucket-keys.ts';
import { CONSUMER_KINDS, type Consumer, type ConsumerKind, type TopConsumers } from './decision.ts';
import type { RedisStore } from './redis-store.ts';
import { SpaceSaving, type Tally } from './space-saving.ts';

const MINUTE_MS = 60_000;
const WINDOW_MINUTES = 5;
/** Identities that an instance follows, of each kind. */
const FOLLOWED = 200;
/** Members of a sorted set: what several instances follow, with room for changes within a minute. */
const MOST_MEMBERS = 1_000;
const KEPT_MS = (WINDOW_MINUTES + 1) * MINUTE_MS;

type Sketches = Readonly<Record<ConsumerKind, SpaceSaving>>;

/**
 * Who asks most: counted here in bounded sketches, added every second to bounded sorted sets in Redis, one for each kind and
 * minute, and read back over the last five minutes. Identities stand there in clear, for operators; they are in no
 * metric and no log, and are gone after six minutes.
 */
export class ConsumerLog {
  readonly #store: RedisStore;
  readonly #keys: BucketKeys;
  readonly #unsent = createSketches();
  /** This instance's own, for the time without Redis; the newest last. */
  readonly #minutes: { minute: number; sketches: Sketches }[] = [];

  constructor(store: RedisStore, keys: BucketKeys) {
    this.#store = store;
    this.#keys = keys;
  }

  add(kind: ConsumerKind, id: string, isDenied: boolean): void {
    this.#unsent[kind].add(id, isDenied);
    this.#thisMinute()[kind].add(id, isDenied);
  }

  /** Sends what was counted since the last time, over one connection at once. Without Redis it is forgotten. */
  async flush(): Promise<void> {
    const minute = currentMinute();
    const batches = CONSUMER_KINDS.map((kind) => ({ kind, entries: this.#unsent[kind].entries() }));
    for (const kind of CONSUMER_KINDS) this.#unsent[kind].clear();
    const full = batches.filter(({ entries }) => entries.length > 0);
    if (full.length === 0 || this.#store.state().state !== 'redis') return;
    await this.#store.call((redis) =>
      Promise.all(
        full.map(({ kind, entries }) =>
          redis.recordTop(
            2,
            this.#keys.top(kind, minute, 'requests'),
            this.#keys.top(kind, minute, 'denied'),
            KEPT_MS,
            MOST_MEMBERS,
            ...entries.flatMap(([id, { requests, denied }]) => [id, requests, denied]),
          ),
        ),
      ),
    );
  }

  async top(kinds: readonly ConsumerKind[], count: number): Promise<TopConsumers> {
    const lists = await Promise.all(kinds.map((kind) => this.#consumers(kind)));
    const items = lists
      .flat()
      .sort((a, b) => b.requests - a.requests || (a.id < b.id ? -1 : 1))
      .slice(0, count);
    return { windowSeconds: (WINDOW_MINUTES * MINUTE_MS) / 1_000, items };
  }

  async #consumers(kind: ConsumerKind): Promise<Consumer[]> {
    const tallies = await this.#fromRedis(kind).catch(() => this.#fromHere(kind));
    return [...tallies].map(([id, tally]) => ({ kind, id, ...tally }));
  }

  async #fromRedis(kind: ConsumerKind): Promise<Map<string, Tally>> {
    const minutes = windowMinutes();
    const [requests, denied] = await this.#store.call((redis) =>
      Promise.all([
        redis.zunion(
          minutes.length,
          ...minutes.map((minute) => this.#keys.top(kind, minute, 'requests')),
          'WITHSCORES',
        ),
        redis.zunion(minutes.length, ...minutes.map((minute) => this.#keys.top(kind, minute, 'denied')), 'WITHSCORES'),
      ]),
    );
    const refusals = readScores(denied);
    const entries = [...readScores(requests)];
    return new Map(entries.map(([id, count]) => [id, { requests: count, denied: refusals.get(id) ?? 0 }]));
  }

  #fromHere(kind: ConsumerKind): Map<string, Tally> {
    const sums = new Map<string, Tally>();
    const oldest = currentMinute() - WINDOW_MINUTES;
    for (const { minute, sketches } of this.#minutes) {
      if (minute <= oldest) continue;
      for (const [id, { requests, denied }] of sketches[kind].entries()) {
        const sum = sums.get(id) ?? { requests: 0, denied: 0 };
        sums.set(id, { requests: sum.requests + requests, denied: sum.denied + denied });
      }
    }
    return sums;
  }

  #thisMinute(): Sketches {
    const minute = currentMinute();
    const last = this.#minutes.at(-1);
    if (last?.minute === minute) return last.sketches;
    const sketches = createSketches();
    this.#minutes.push({ minute, sketches });
    if (this.#minutes.length > WINDOW_MINUTES) this.#minutes.shift();
    return sketches;
  }
}

function createSketches(): Sketches {
  return { ip: new SpaceSaving(FOLLOWED), user: new SpaceSaving(FOLLOWED), service: new SpaceSaving(FOLLOWED) };
}

function currentMinute(): number {
  return Math.floor(Date.now() / MINUTE_MS);
}

function windowMinutes(): number[] {
  const now = currentMinute();
  return Array.from({ length: WINDOW_MINUTES }, (_, back) => now - back);
}

/** `[member, score, member, score, ...]` */
function readScores(reply: readonly unknown[]): Map<string, number> {
  const flat = reply.flat();
  const scores = new Map<string, number>();
  for (let index = 0; index + 1 < flat.length; index += 2) scores.set(String(flat[index]), Number(flat[index + 1]));
  return scores;
}
