import { RateLimitError } from './rate-limit-error.ts';

/** Whose bucket it is: an address's, a user's, a service's, everybody's, or a mail address's. */
export const LIMIT_KINDS = ['ip', 'user', 'service', 'global', 'email'] as const;
/** One of `LIMIT_KINDS`. */
export type LimitKind = (typeof LIMIT_KINDS)[number];

/**
 * One token bucket for each identity: `limit` tokens come back in the window, evenly, and `burst` (default `limit`) fit
 * in at most. Several limits of one kind in a policy are tiers, and a request needs tokens in each: 10 a second and 100
 * an hour together are a burst and what is sustained.
 */
export interface Limit {
  /** As in `X-RateLimit-Policy`, such as `prime-check-per-ip`. */
  readonly name: string;
  readonly kind: LimitKind;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly burst?: number;
}

/**
 * What becomes of those who go on although they are refused. Each `afterDenials` refusals are a strike; the first one blocks
 * for `baseSeconds`, each further one `factor` times as long, up to `ceilingSeconds`. A strike is forgotten with every
 * `decaySeconds` without a refusal. Refusals by a bucket of `kind` count, and those by the block itself; what others use up
 * (a global limit) is nobody's fault.
 */
export interface Penalty {
  readonly kind: LimitKind;
  /** Held against this instead where a request has a bucket of it: a user, and not all who share the user's address. */
  readonly ratherKind?: LimitKind;
  readonly afterDenials: number;
  readonly baseSeconds: number;
  readonly factor: number;
  readonly ceilingSeconds: number;
  readonly decaySeconds: number;
}

/** The limits that hold together, and what becomes of those who do not keep to them. */
export interface Policy {
  /** What operators set the mode of, and the label of the metrics: `prime-check`. */
  readonly name: string;
  readonly limits: readonly Limit[];
  readonly penalty?: Penalty;
  /** While Redis is away: `open` is limited by this process alone, `closed` is refused. */
  readonly fails: 'open' | 'closed';
}

const MICROSECONDS = 1_000_000;
const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Checks policies where a process starts, and gives them back.
 *
 * @throws RateLimitError `bad_policy`: a name twice or not in kebab-case, a number that is no positive integer, a bucket
 *   or a penalty too large for exact arithmetic (bucket.ts says what that takes)
 */
export function definePolicies<const P extends readonly Policy[]>(policies: P): P {
  unique(
    'policy',
    policies.map((policy) => policy.name),
  );
  unique(
    'limit',
    policies.flatMap((policy) => policy.limits.map((limit) => limit.name)),
  );
  for (const policy of policies) checkPolicy(policy);
  return policies;
}

function checkPolicy({ name, limits, penalty }: Policy): void {
  if (limits.length === 0) refuse(`policy ${name} has no limits`);
  for (const limit of limits) checkLimit(limit);
  if (penalty === undefined) return;
  for (const kind of [penalty.kind, penalty.ratherKind ?? penalty.kind]) {
    if (!limits.some((limit) => limit.kind === kind)) {
      refuse(`policy ${name} has a penalty by ${kind}, and no limit of that kind`);
    }
  }
  const { afterDenials, baseSeconds, factor, ceilingSeconds, decaySeconds } = penalty;
  const numbers = { afterDenials, baseSeconds, factor, ceilingSeconds, decaySeconds };
  for (const [field, value] of Object.entries(numbers)) positive(`${name}: penalty.${field}`, value);
  if (ceilingSeconds < baseSeconds) refuse(`${name}: the penalty's ceiling is below its base`);
  exact(`${name}: penalty`, ceilingSeconds * MICROSECONDS * factor);
  exact(`${name}: penalty`, decaySeconds * MICROSECONDS * 64);
}

/** @throws RateLimitError `bad_policy` */
export function checkLimit({ name, limit, windowSeconds, burst = limit }: Limit): void {
  positive(name, limit);
  positive(name, windowSeconds);
  positive(name, burst);
  exact(name, burst * windowSeconds * MICROSECONDS + limit);
}

function positive(what: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1) refuse(`${what} is no positive integer: ${value}`);
}

/** Twice the amount still is exact, so that no sum on the way is rounded either. */
function exact(what: string, units: number): void {
  if (2 * units > Number.MAX_SAFE_INTEGER) refuse(`${what}: limit and window together are too large`);
}

function unique(what: string, names: readonly string[]): void {
  const bad = names.find((name, index) => !NAME.test(name) || names.indexOf(name) !== index);
  if (bad !== undefined) refuse(`the ${what} name ${JSON.stringify(bad)} is taken or not in kebab-case`);
}

function refuse(message: string): never {
  throw new RateLimitError('bad_policy', message);
}
