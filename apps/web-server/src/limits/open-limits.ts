import type { Database } from '@ballast/database';
import type { Keyring } from '@ballast/encryption';
import { createRateLimiter, type Decision, type LimitKind, type Policy, type RateLimiter } from '@ballast/rate-limit';
import { type AddressRanges, type Loop, redisAddress, type Service, startLoop } from '@ballast/runtime';
import { METRICS } from '@ballast/telemetry';
import { LRUCache } from 'lru-cache';
import type { Config } from '../config.ts';
import type { NewsChannel } from '../live/news-channel.ts';
import { BypassLog } from './bypass-log.ts';
import { type CapacityState, FULL_CAPACITY, nextCapacity } from './capacity/controller.ts';
import { LoadMeter } from './capacity/measure-load.ts';
import { countLiveInstances, DELAY_IN_HEARTBEAT } from './live-instances.ts';
import { type PolicyMode, readModes } from './modes.ts';
import { createPolicies, type LimitPolicies, type ServiceLimit } from './policies.ts';

const MODES_EVERY_MS = 2_000;
const INSTANCES_EVERY_MS = 5_000;
const CAPACITY_EVERY_MS = 5_000;
const BYPASSES_EVERY_MS = 60_000;
/** With each guess costing so long, even a short key outlasts Redis' absence. */
const UNSEEN_GUESS_MS = 2_000;
const MOST_GUESSERS = 10_000;

/** Everything that limits requests, as this process has it at the moment. */
export interface Limits {
  /** `undefined` where RATE_LIMIT_ENABLED is false: then nobody is limited. */
  readonly limiter: RateLimiter | undefined;
  readonly policies: LimitPolicies;
  readonly services: readonly ServiceLimit[];
  readonly whitelist: AddressRanges;
  readonly bypasses: BypassLog;
  /** Addresses whose guess was refused a moment ago since nobody could look: their next one is not even compared. */
  readonly unseenGuesses: LRUCache<string, Decision>;
  /** What an identity is called where its name must not stand: as in the keys of its buckets. */
  hashId(kind: LimitKind, id: string): string;
  /** Makes an endpoint of a policy known. */
  declare(policy: Policy, endpoint: string): void;
  /** Those that were declared under a policy. */
  endpointsOf(policy: string): string[];
  /** What an operator set the policy to; `undefined` where nobody did, and it is enforced. */
  modeOf(policy: string): PolicyMode | undefined;
  capacity(): CapacityState;
  liveInstances(): number;
  /** Reads the modes now, after one was changed here. Throws `DatabaseError`. */
  readModes(): Promise<void>;
  close(): Promise<void>;
}

export interface LimitsDeps {
  readonly service: Service<Config>;
  /** Not the one by which requests are accepted. */
  readonly db: Database;
  readonly news: NewsChannel;
  readonly keyring: Keyring;
  readonly services: readonly ServiceLimit[];
}

/** Connects to Redis in the background, and begins to follow modes, live instances and load. */
export async function openLimits({ service, db, news, keyring, services: keys }: LimitsDeps): Promise<Limits> {
  const { config, logger, metrics } = service;
  const services = oneByName(keys);
  const policies = createPolicies(config, services);
  const loops: Loop[] = [];
  const endpoints = new Map<string, Set<string>>();
  let modes = await readModes(db);
  let liveInstances = 1;
  let capacity = FULL_CAPACITY;

  const hashId = (kind: LimitKind, id: string) => keyring.fingerprints('rate limit', `${kind}|${id}`)[0] ?? '';
  const limiter = config.RATE_LIMIT_ENABLED
    ? createRateLimiter({
        redis: {
          ...redisAddress(config),
          connections: config.REDIS_POOL_SIZE,
          namespace: config.REDIS_NAMESPACE,
        },
        deadlineMs: config.RATE_LIMIT_DEADLINE_MS,
        hashId,
        liveInstances: () => liveInstances,
        logger,
        metrics,
      })
    : undefined;
  const bypasses = new BypassLog(logger);
  const meter = new LoadMeter({ db, news, service: service.name });
  service.heartbeat.describe(DELAY_IN_HEARTBEAT, () => meter.ownDelayMs);
  const factor = metrics.gauge(METRICS.limits.capacityFactor);
  factor.set(capacity.factor);

  const follow = (name: string, intervalMs: number, runOnce: () => Promise<void>) =>
    void loops.push(startLoop({ name, intervalMs, runOnce, logger }));
  const readAgain = async () => {
    modes = await readModes(db);
  };
  if (limiter !== undefined) {
    follow('rate-limit-modes', MODES_EVERY_MS, readAgain);
    follow('rate-limit-instances', INSTANCES_EVERY_MS, async () => {
      liveInstances = await countLiveInstances(db, service.name);
    });
    follow('rate-limit-bypasses', BYPASSES_EVERY_MS, async () => bypasses.flush());
  }
  if (limiter !== undefined && config.RATE_LIMIT_AUTO_SCALING) {
    follow('rate-limit-capacity', CAPACITY_EVERY_MS, async () => {
      const next = nextCapacity(capacity, await meter.read(), performance.now());
      if (next.factor !== capacity.factor) {
        logger.info({ from: capacity.factor, to: next.factor, reasons: next.reasons }, 'global limits follow the load');
      }
      capacity = next;
      factor.set(next.factor);
    });
  }
  return {
    limiter,
    policies,
    services,
    hashId,
    whitelist: config.RATE_LIMIT_WHITELIST_CIDRS,
    bypasses,
    unseenGuesses: new LRUCache({ max: MOST_GUESSERS, ttl: UNSEEN_GUESS_MS }),
    declare: (policy, endpoint) => {
      endpoints.set(policy.name, (endpoints.get(policy.name) ?? new Set()).add(endpoint));
      limiter?.declare(policy, endpoint);
    },
    endpointsOf: (policy) => [...(endpoints.get(policy) ?? [])],
    modeOf: (policy) => modes.get(policy),
    capacity: () => capacity,
    liveInstances: () => liveInstances,
    readModes: readAgain,
    close: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      meter.close();
      bypasses.flush();
      await limiter?.close();
    },
  };
}

/** A service that has two keys while one replaces the other is one service; the limit of the first key is its limit. */
function oneByName(keys: readonly ServiceLimit[]): readonly ServiceLimit[] {
  return keys.filter(({ name }, index) => keys.findIndex((key) => key.name === name) === index);
}

/** For the health report: throws while limits are decided without Redis. */
export function assertStore({ limiter }: Limits): void {
  const store = limiter?.state();
  if (store?.state === 'local') throw new Error(`Redis: ${store.reason}`);
}
