import { LRUCache } from 'lru-cache';
import { type BucketLevel, isFromAhead, levelAt } from './bucket.ts';
import { forgive, note, type PenaltyRecord, refuse } from './penalty.ts';
import type { TakeReply, TakeRequest } from './take.ts';

/** Some 20 MB at most; who falls out begins with a full bucket. */
const MOST_KEYS = 100_000;

/** The buckets of this process alone, for as long as Redis is away: the same rules, in memory, bounded. */
export class LocalStore {
  readonly #nowUs: () => number;
  readonly #levels = new LRUCache<string, BucketLevel>({ max: MOST_KEYS });
  readonly #penalties = new LRUCache<string, PenaltyRecord>({ max: MOST_KEYS });

  /** @param nowUs whole microseconds */
  constructor(nowUs: () => number) {
    this.#nowUs = nowUs;
  }

  get size(): number {
    return this.#levels.size + this.#penalties.size;
  }

  take({ buckets, penalty }: TakeRequest): TakeReply {
    const now = this.#nowUs();
    const held = buckets.map(({ key, shape }) => levelAt(shape, this.#levels.get(key), now));
    const lacking = buckets.filter(({ need }, index) => (held[index]?.level ?? 0) < need);
    const { blockedUs, denials, refused } = this.#punish(
      penalty,
      lacking.some((bucket) => bucket.blames),
      now,
    );
    if (lacking.length > 0 || refused) {
      this.#keepRewound(buckets, held, now);
      return { allowed: false, blockedUs, denials, levels: held.map(({ level }) => level) };
    }
    const levels = buckets.map(({ key, shape, need }, index) => {
      const { level, at } = held[index] ?? { level: need, at: now };
      const left = Math.min(shape.capacity, level - need);
      this.#levels.set(key, { level: left, at });
      return left;
    });
    return { allowed: true, blockedUs, denials, levels };
  }

  peek({ buckets, penalty }: TakeRequest): TakeReply {
    const now = this.#nowUs();
    const levels = buckets.map(({ key, shape }) => levelAt(shape, this.#levels.get(key), now).level);
    const record = penalty && forgive(penalty.shape, this.#penalties.get(penalty.key), now);
    const blockedUs = Math.max(0, (record?.until ?? 0) - now);
    const fits = buckets.every(({ need }, index) => (levels[index] ?? 0) >= need);
    return { allowed: fits && blockedUs === 0, blockedUs, denials: record?.denials ?? 0, levels };
  }

  forget(keys: readonly string[]): void {
    for (const key of keys) {
      this.#levels.delete(key);
      this.#penalties.delete(key);
    }
  }

  /** After the clock was set back, time goes on for those as well who are refused: they get their tokens by it. */
  #keepRewound(buckets: TakeRequest['buckets'], held: readonly BucketLevel[], now: number): void {
    for (const [index, { key }] of buckets.entries()) {
      const level = held[index];
      const stored = this.#levels.get(key);
      if (level !== undefined && stored !== undefined && isFromAhead(stored.at, now)) this.#levels.set(key, level);
    }
  }

  #punish(penalty: TakeRequest['penalty'], blamed: boolean, now: number) {
    if (penalty === undefined) return { blockedUs: 0, denials: 0, refused: false };
    const { key, shape, told } = penalty;
    let record = forgive(shape, this.#penalties.get(key), now);
    const refused = record.until > now || blamed;
    if (refused) record = refuse(shape, record, told, now);
    else if (told > 0) record = note(shape, record, told, now);
    if (told > 0 || refused) this.#penalties.set(key, record);
    return { blockedUs: Math.max(0, record.until - now), denials: record.denials, refused };
  }
}
