/**
 * What buckets and penalties are to do, written down once more and as plainly as possible: in rational time, with BigInt,
 * knowing nothing of how the stores do it. A bucket is a list of what was taken; its level is recomputed step by step.
 */
export interface ModelBucket {
  readonly limit: bigint;
  readonly burst: bigint;
  readonly windowUs: bigint;
}

export interface ModelPenalty {
  readonly afterDenials: bigint;
  readonly baseUs: bigint;
  readonly factor: bigint;
  readonly ceilingUs: bigint;
  readonly decayUs: bigint;
}

export interface ModelRequest {
  /** By name: tokens. */
  readonly costs: ReadonlyMap<string, bigint>;
  readonly told: bigint;
}

export interface ModelReply {
  readonly allowed: boolean;
  readonly blockedUs: bigint;
  readonly denials: bigint;
  /** Tokens times window, by name. */
  readonly levels: ReadonlyMap<string, bigint>;
}

/** What is further ahead than this was written before the clock was set back. */
const MOST_AHEAD_US = 60_000_000n;

const bigMax = (a: bigint, b: bigint) => (a > b ? a : b);
const bigMin = (a: bigint, b: bigint) => (a < b ? a : b);

export class BucketModel {
  readonly #buckets: Map<string, ModelBucket>;
  readonly #penalty: (ModelPenalty & { blames: ReadonlySet<string> }) | undefined;
  readonly #held = new Map<string, { level: bigint; at: bigint }>();
  #denials = 0n;
  #strikes = 0n;
  #lastRefusal: bigint | undefined;
  #until = 0n;

  constructor(
    buckets: ReadonlyMap<string, ModelBucket>,
    penalty: (ModelPenalty & { blames: ReadonlySet<string> }) | undefined,
  ) {
    this.#buckets = new Map(buckets);
    this.#penalty = penalty;
  }

  /** A limit was changed: it holds from the next request on. */
  change(name: string, bucket: ModelBucket): void {
    this.#buckets.set(name, bucket);
  }

  take({ costs, told }: ModelRequest, now: bigint): ModelReply {
    const levels = new Map<string, bigint>();
    const needs = new Map<string, bigint>();
    for (const [name, cost] of costs) {
      const { burst, windowUs } = this.#bucket(name);
      const held = this.#held.get(name);
      if (held !== undefined && held.at - now > MOST_AHEAD_US) {
        this.#held.set(name, { level: bigMin(held.level, burst * windowUs), at: now });
      }
      levels.set(name, this.#levelOf(name, now));
      needs.set(name, bigMin(cost, burst) * windowUs);
    }
    const lacking = [...costs.keys()].filter((name) => (levels.get(name) ?? 0n) < (needs.get(name) ?? 0n));
    const { blockedUs, denials } = this.#punish(lacking, told, now);
    const allowed = lacking.length === 0 && blockedUs === 0n;
    if (allowed) {
      for (const [name, need] of needs) {
        const level = (levels.get(name) ?? 0n) - need;
        const at = bigMax(now, this.#held.get(name)?.at ?? now);
        levels.set(name, level);
        this.#held.set(name, { level, at });
      }
    }
    return { allowed, blockedUs, denials, levels };
  }

  giveBack(tokens: ReadonlyMap<string, bigint>, now: bigint): void {
    for (const [name, count] of tokens) {
      const { burst, windowUs } = this.#bucket(name);
      const level = bigMin(burst * windowUs, this.#levelOf(name, now) + bigMin(count, burst) * windowUs);
      const held = this.#held.get(name);
      const isAhead = held !== undefined && held.at - now > MOST_AHEAD_US;
      this.#held.set(name, { level, at: isAhead ? now : bigMax(now, held?.at ?? now) });
    }
  }

  #levelOf(name: string, now: bigint): bigint {
    const { limit, burst, windowUs } = this.#bucket(name);
    const full = burst * windowUs;
    const held = this.#held.get(name);
    if (held === undefined) return full;
    return bigMin(full, bigMin(full, held.level) + bigMax(0n, now - held.at) * limit);
  }

  /** How long it blocks afterwards, and what is held against them. */
  #punish(lacking: readonly string[], told: bigint, now: bigint): { blockedUs: bigint; denials: bigint } {
    const penalty = this.#penalty;
    if (penalty === undefined) return { blockedUs: 0n, denials: 0n };
    const before = { denials: this.#denials, strikes: this.#strikes, lastRefusal: this.#lastRefusal };
    this.#forgive(penalty, now);
    const isRefused = this.#until > now || lacking.some((name) => penalty.blames.has(name));
    // Those of before never refuse this one, and are no strike without it.
    this.#denials = bigMin(penalty.afterDenials - 1n, this.#denials + told);
    if (told > 0n || isRefused) this.#lastRefusal = bigMax(now, this.#lastRefusal ?? now);
    if (isRefused) this.#refuse(penalty, now);
    const after = { blockedUs: bigMax(0n, this.#until - now), denials: this.#denials };
    if (told === 0n && !isRefused) {
      // Where nothing is written, what was forgiven is forgiven again: by a clock that went back meanwhile it is not yet.
      this.#denials = before.denials;
      this.#strikes = before.strikes;
      this.#lastRefusal = before.lastRefusal;
    }
    return after;
  }

  #forgive({ decayUs, ceilingUs }: ModelPenalty, now: bigint): void {
    this.#until = bigMin(this.#until, now + ceilingUs);
    if (this.#lastRefusal === undefined) return;
    if (this.#lastRefusal - now > MOST_AHEAD_US) this.#lastRefusal = now;
    while (now - this.#lastRefusal >= decayUs && (this.#strikes > 0n || this.#denials > 0n)) {
      this.#lastRefusal += decayUs;
      this.#denials = 0n;
      if (this.#strikes > 0n) this.#strikes -= 1n;
    }
  }

  #refuse(penalty: ModelPenalty, now: bigint): void {
    this.#denials += 1n;
    if (this.#denials < penalty.afterDenials) return;
    this.#denials = 0n;
    this.#strikes += 1n;
    // Beyond the first strike that blocks for the ceiling, more of them change nothing but how long they are remembered.
    let block = penalty.baseUs;
    let reached = 1n;
    while (reached < this.#strikes && block < penalty.ceilingUs && penalty.factor > 1n) {
      block = bigMin(penalty.ceilingUs, block * penalty.factor);
      reached += 1n;
    }
    this.#strikes = bigMin(this.#strikes, reached);
    this.#until = bigMax(this.#until, now + block);
  }

  #bucket(name: string): ModelBucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new RangeError(`no bucket ${name}`);
    return bucket;
  }
}
