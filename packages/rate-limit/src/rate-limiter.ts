import { startLoop } from '@ballast/runtime';
import { BucketKeys } from './bucket-keys.ts';
import { ConsumerLog } from './consumer-log.ts';
import { decide, refuseClosed, refuseFromMemory } from './decide.ts';
import {
  type Check,
  CONSUMER_KINDS,
  type ConsumerKind,
  type Decision,
  type DecisionSource,
  type HitResult,
  type PeekedBucket,
  type PolicyPlace,
  type TopConsumers,
} from './decision.ts';
import { Declarations } from './declarations.ts';
import { KnownDenials } from './known-denials.ts';
import { LastMinute } from './last-minute.ts';
import { createLimiterMetrics, type LimiterMetrics } from './limiter-metrics.ts';
import { LocalStore } from './local-store.ts';
import { ownMicroseconds } from './own-microseconds.ts';
import { nameCheck, type PlannedCheck, planCheck, withTold } from './plan-check.ts';
import type { LimitKind, Policy } from './policy.ts';
import type { RateLimiterOptions } from './rate-limiter-options.ts';
import { RedisStore, type StoreState } from './redis-store.ts';
import type { TakeReply } from './take.ts';

const DEFAULT_DEADLINE_MS = 50;
/** A policy that fails closed is asked for again when Redis has had time to come back. */
const CLOSED_RETRY_MS = 2_000;
const FLUSH_EVERY_MS = 1_000;
const RANKED = 30;

/**
 * Decides about requests. `createRateLimiter` makes it.
 *
 *     known to be refused? -- yes --> denied_before
 *             | no
 *     Redis in use? -- yes, and it answers in time --> redis
 *             | no
 *     policy fails closed? -- yes --> closed
 *             | no
 *           local
 */
export class RateLimiter {
  readonly #options: RateLimiterOptions;
  readonly #keys: BucketKeys;
  readonly #redis: RedisStore;
  readonly #local: LocalStore;
  readonly #denials = new KnownDenials();
  readonly #consumers: ConsumerLog;
  readonly #declared = new Declarations();
  readonly #minutes = new Map<string, LastMinute>();
  readonly #metrics: LimiterMetrics;
  readonly #flushing: { stop(): Promise<void> };

  constructor(options: RateLimiterOptions) {
    const { redis, logger, clock } = options;
    this.#options = options;
    this.#keys = new BucketKeys(redis.namespace, options.hashId);
    const deadlineMs = options.deadlineMs ?? DEFAULT_DEADLINE_MS;
    this.#redis = new RedisStore({ ...redis, deadlineMs, clock, logger }, this.#keys.probe);
    this.#local = new LocalStore(clock === undefined ? ownMicroseconds : () => clock.nowUs());
    this.#consumers = new ConsumerLog(this.#redis, this.#keys);
    this.#metrics = createLimiterMetrics(options.metrics, {
      state: () => this.state(),
      top: async () => (await this.#consumers.top(CONSUMER_KINDS, Number.POSITIVE_INFINITY)).items,
    });
    this.#flushing = startLoop({
      name: 'rate-limit-consumers',
      intervalMs: FLUSH_EVERY_MS,
      // Redis may go between the look and the call: what was to be told then is not worth a line.
      runOnce: () => this.#consumers.flush().catch(() => {}),
      logger,
    });
  }

  /**
   * Makes a policy and an endpoint known beforehand: its series begin at 0, and `peek` and `reset` look there. May be
   * called again; whatever is checked is declared.
   */
  declare(policy: Policy, endpoint: string): void {
    if (this.#declared.add(policy, endpoint)) this.#metrics.declare(policy.name, endpoint);
  }

  /**
   * Takes the cost from all buckets, or from none. Never rejects for what happens at Redis, and never waits longer than
   * the deadline; counted in `rate_limit_hits_total`.
   *
   * @throws RateLimitError `bad_check`, or `bad_policy` for a limit that was made on the way and cannot be kept exactly
   */
  async check(check: Check): Promise<Decision> {
    const startedAt = performance.now();
    const plan = planCheck(check, this.#keys, 1);
    const decision = this.#findDenial(plan, 'check') ?? (await this.#ask(check, plan, startedAt));
    this.#record(check, decision, startedAt);
    return decision;
  }

  /**
   * What this process knows without asking anyone: a refusal (which counts as one, like that of `check`), or `undefined`,
   * which says nothing. `check` begins with the same look; this is for those who want to refuse before they look anything up.
   */
  knownDenial(check: Check): Decision | undefined {
    const startedAt = performance.now();
    const names = nameCheck(check, this.#keys);
    // Most are not refused: those are planned once, by the check that follows.
    if (!this.#denials.knows(names)) return undefined;
    const decision = this.#findDenial(planCheck(check, this.#keys, 1, names), 'early look');
    if (decision !== undefined) this.#record(check, decision, startedAt);
    return decision;
  }

  /** Whether `knownDenial` says nothing of anybody at the moment, whoever it is asked about. */
  get knowsNoDenial(): boolean {
    return this.#denials.isEmpty;
  }

  /**
   * Gives back what checks that passed have taken, of all of them in one call, and never more than fits in. For what was
   * asked for and not done: a failure costs the asker a token and nobody else anything, so it is told to nobody.
   *
   * @param checks as they were, with the costs that are to be given back
   * @param source who decided: where it is another one by now, its buckets know nothing of what was taken
   */
  async giveBack(checks: readonly Check[], source: DecisionSource): Promise<void> {
    const isHere = source === 'local';
    if (isHere !== (this.state().state === 'local')) return;
    const plans = checks.map((check) => planCheck(check, this.#keys, isHere ? this.#sharers() : 1));
    const buckets = plans.flatMap((plan) => plan.buckets.map((bucket) => ({ ...bucket, need: -bucket.need })));
    if (buckets.length === 0) return;
    if (isHere) this.#local.take({ buckets });
    // Redis may go between the look and the call.
    else await this.#redis.take({ buckets }).catch(() => {});
    // What it refused meanwhile may fit in now.
    this.#denials.forget(buckets.map(({ key }) => key));
  }

  /** Counts a request that was let pass without a look at its limits. */
  recordBypass(check: Pick<Check, 'policy' | 'endpoint' | 'buckets'>): void {
    this.#count(check, 'bypassed');
  }

  /** An identity's buckets over all declared endpoints; nothing is taken. By this process's own buckets while Redis is away. */
  async peek(kind: LimitKind, id: string): Promise<readonly PeekedBucket[]> {
    const checks = this.#declared.checksOf(kind, id);
    const lists = await Promise.all(
      checks.map(async (check) => {
        const { buckets } = await this.#peek(check);
        return buckets.map((bucket) => ({ ...bucket, policy: check.policy, endpoint: check.endpoint }));
      }),
    );
    return lists.flat();
  }

  /**
   * Fills an identity's buckets and forgets its strikes, over all declared endpoints: in this process in any case, and in
   * Redis. Other instances may refuse what they refused before for another second.
   *
   * @returns how many keys were deleted
   * @throws RateLimitError `store_unavailable`
   */
  async reset(kind: LimitKind, id: string): Promise<number> {
    const plans = this.#declared.checksOf(kind, id).map((check) => planCheck(check, this.#keys, 1));
    const keys = plans.flatMap(({ buckets, penalty }) => [
      ...buckets.map((bucket) => bucket.key),
      ...(penalty === undefined ? [] : [penalty.key]),
    ]);
    if (keys.length === 0) return 0;
    this.#local.forget(keys);
    this.#denials.forget(keys);
    const deleted = await this.#redis.call((redis) => redis.del(...keys));
    // What was refused while Redis was being asked.
    this.#denials.forget(keys);
    return deleted;
  }

  /** Who asked most in the last minutes, over all instances; of this one alone while Redis is away. */
  top({ kind, count = RANKED }: { kind?: ConsumerKind; count?: number } = {}): Promise<TopConsumers> {
    return this.#consumers.top(kind === undefined ? CONSUMER_KINDS : [kind], count);
  }

  /** What this instance decided in the last 60 s under a policy. */
  lastMinute(policyName: string): Readonly<Record<HitResult, number>> {
    return (this.#minutes.get(policyName) ?? new LastMinute()).counts(performance.now());
  }

  state(): StoreState {
    return this.#redis.state();
  }

  /** Ends the connections and the timers. */
  async close(): Promise<void> {
    // First, so that a flush that waits for Redis ends with it.
    this.#redis.close();
    await this.#flushing.stop();
  }

  async #ask(check: Check, plan: PlannedCheck, startedAt: number): Promise<Decision> {
    if (this.state().state === 'local') return this.#decideHere(check);
    const told = plan.penalty === undefined ? 0 : this.#denials.takeUntold(plan.penalty.key);
    try {
      const reply = await this.#redis.take(withTold(plan, told));
      const decision = decide(plan, reply, 'redis');
      if (!decision.allowed) this.#remember(plan, decision, reply, startedAt);
      return decision;
    } catch {
      // What went wrong is in the store's state; the request is decided all the same.
      return this.#decideHere(check);
    }
  }

  #decideHere(check: Check): Decision {
    if (check.policy.fails === 'closed') return refuseClosed(check, CLOSED_RETRY_MS);
    const plan = planCheck(check, this.#keys, this.#sharers());
    return decide(plan, this.#local.take(withTold(plan, 0)), 'local');
  }

  async #peek(check: Check): Promise<Decision> {
    const plan = planCheck(check, this.#keys, 1);
    try {
      return decide(plan, await this.#redis.peek(withTold(plan, 0)), 'redis');
    } catch {
      const own = planCheck(check, this.#keys, this.#sharers());
      return decide(own, this.#local.peek(withTold(own, 0)), 'local');
    }
  }

  #findDenial(plan: PlannedCheck, by: 'check' | 'early look'): Decision | undefined {
    const { penalty } = plan;
    const refusing = plan.buckets.flatMap((bucket) => this.#denials.find(bucket.key, bucket.need) ?? []);
    const blocked = penalty === undefined ? undefined : this.#denials.find(penalty.key, 0);
    if (refusing.length === 0 && blocked === undefined) return undefined;
    const isOwnFault =
      blocked !== undefined ||
      plan.buckets.some(({ blames, ref }) => blames && refusing.some(({ limit }) => limit === ref.limit));
    if (penalty !== undefined && isOwnFault) {
      if (this.#denials.isStrikeDue(penalty.key, penalty.shape.afterDenials, by)) return undefined;
      this.#denials.hold(penalty.key);
    }
    return refuseFromMemory(blocked === undefined ? refusing : [blocked, ...refusing]);
  }

  #remember(plan: PlannedCheck, decision: Decision, { blockedUs, denials }: TakeReply, askedAt: number): void {
    if (plan.penalty !== undefined) this.#denials.learn(plan.penalty.key, denials);
    for (const [index, state] of decision.buckets.entries()) {
      const bucket = plan.buckets[index];
      // A millisecond less than was rounded up to: what is refused from memory is refused in Redis too.
      if (bucket !== undefined && state.waitMs > 1) {
        this.#denials.remember(bucket.key, bucket.need, { ...state, blockedMs: 0 }, state.waitMs - 1, askedAt);
      }
    }
    // A block is remembered as the first of the buckets that it refuses by.
    const blocked = decision.buckets.find(({ blockedMs }) => blockedMs > 1);
    if (plan.penalty !== undefined && blocked !== undefined) {
      this.#denials.remember(plan.penalty.key, 0, blocked, blockedUs / 1_000, askedAt);
    }
  }

  #record(check: Check, decision: Decision, startedAt: number): void {
    this.#metrics.duration.observe({ source: decision.source }, (performance.now() - startedAt) / 1_000);
    const refusal = check.shadow === true ? 'shadow_denied' : 'denied';
    this.#count(check, decision.allowed ? 'allowed' : refusal);
    for (const place of new Set(check.buckets.flatMap(({ of }) => of ?? []))) {
      // What another policy refused is no hit of this one.
      const refuses = decision.violated.some((limit) => place.policy.limits.includes(limit));
      if (decision.allowed || refuses) this.#countHit(place, decision.allowed ? 'allowed' : refusal);
    }
  }

  #countHit({ policy, endpoint }: PolicyPlace, result: HitResult): void {
    this.declare(policy, endpoint);
    this.#metrics.hit(policy.name, endpoint, result);
    const minute = this.#minutes.get(policy.name) ?? new LastMinute();
    this.#minutes.set(policy.name, minute);
    minute.add(result, performance.now());
  }

  #count(check: Pick<Check, 'policy' | 'endpoint' | 'buckets'>, result: HitResult): void {
    const { buckets } = check;
    this.#countHit(check, result);
    for (const kind of CONSUMER_KINDS) {
      // Tiers of one kind are one consumer.
      const ref = buckets.find(({ limit }) => limit.kind === kind);
      if (ref !== undefined) this.#consumers.add(kind, ref.id, result === 'denied');
    }
  }

  #sharers(): number {
    // Also where nobody knows yet (NaN).
    return Math.max(1, Math.floor(this.#options.liveInstances()) || 1);
  }
}

/** Begins to connect, and returns at once: Redis need not be there. */
export function createRateLimiter(options: RateLimiterOptions): RateLimiter {
  return new RateLimiter(options);
}
