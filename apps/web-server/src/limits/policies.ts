import { definePolicies, type Limit, type Penalty, type Policy } from '@ballast/rate-limit';
import type { Config } from '../config.ts';

/** A limit of mails holds only for requests that ask for one, and each costs one, however long the number. */
interface CountedLimit extends Limit {
  readonly counts?: 'mails';
}

export interface CountedPolicy extends Policy {
  readonly limits: readonly CountedLimit[];
}

/** What a route may say that it is limited by (`config: { limit: 'sign-in' }`); one that says nothing has `default`. */
export type RoutePolicyName = 'default' | 'prime-check' | 'prime-check-list' | 'sign-in' | 'sign-up';

export interface LimitPolicies extends Readonly<Record<RoutePolicyName, CountedPolicy>> {
  /** Credentials in `Authorization` that are none. */
  readonly 'admin-attempts': CountedPolicy;
  /** What services with a key of their own may do, over all routes together; `undefined` where there are none. */
  readonly service: CountedPolicy | undefined;
}

export interface ServiceLimit {
  readonly name: string;
  readonly limitPerMinute: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Who merely waits as long as Retry-After says is never held up by it for longer than a minute. */
const MILD: Penalty = {
  kind: 'ip',
  afterDenials: 30,
  baseSeconds: 5,
  factor: 2,
  ceilingSeconds: MINUTE,
  decaySeconds: MINUTE,
};

/** For what is tried by guessing. */
const STRONG: Penalty = {
  kind: 'ip',
  afterDenials: 3,
  baseSeconds: MINUTE,
  factor: 4,
  ceilingSeconds: HOUR,
  decaySeconds: 10 * MINUTE,
};

/** All policies as data, from the settings. Throws RateLimitError `bad_policy`. */
export function createPolicies(config: Config, services: readonly ServiceLimit[] = []): LimitPolicies {
  const policies: LimitPolicies = {
    default: {
      name: 'default',
      fails: 'open',
      limits: [limit('default', 'ip', config.RATE_LIMIT_DEFAULT_LIMIT, config.RATE_LIMIT_WINDOW_SECONDS)],
    },
    'prime-check': {
      name: 'prime-check',
      fails: 'open',
      penalty: MILD,
      limits: [
        limit('prime-check-per-ip', 'ip', config.RATE_LIMIT_PRIME_CHECK_PER_IP, MINUTE),
        limit('prime-check-per-user', 'user', config.RATE_LIMIT_PRIME_CHECK_PER_USER, MINUTE),
        limit('prime-check-global', 'global', config.RATE_LIMIT_PRIME_CHECK_GLOBAL, MINUTE),
        mails('email-per-ip-per-day', 'ip', config.RATE_LIMIT_EMAIL_PER_IP_PER_DAY, DAY),
        mails('email-per-recipient', 'email', config.RATE_LIMIT_EMAIL_PER_RECIPIENT, HOUR),
        mails('email-per-recipient-per-day', 'email', config.RATE_LIMIT_EMAIL_PER_RECIPIENT_PER_DAY, DAY),
      ],
    },
    'prime-check-list': {
      name: 'prime-check-list',
      fails: 'open',
      limits: [
        limit('prime-check-list-per-ip', 'ip', config.RATE_LIMIT_LIST_PER_IP, MINUTE),
        limit('prime-check-list-per-user', 'user', config.RATE_LIMIT_LIST_PER_USER, MINUTE),
      ],
    },
    'sign-in': {
      name: 'sign-in',
      fails: 'closed',
      penalty: STRONG,
      limits: [
        limit('sign-in-per-ip', 'ip', config.RATE_LIMIT_SIGN_IN_PER_IP, MINUTE),
        limit('sign-in-per-ip-per-hour', 'ip', config.RATE_LIMIT_SIGN_IN_PER_IP_PER_HOUR, HOUR),
        limit('sign-in-per-address', 'email', config.RATE_LIMIT_SIGN_IN_PER_ADDRESS, 15 * MINUTE),
      ],
    },
    // Not closed: an account costs a request and one mail to an address that has none before, both counted here.
    'sign-up': {
      name: 'sign-up',
      fails: 'open',
      penalty: MILD,
      limits: [
        limit('sign-up-per-ip', 'ip', config.RATE_LIMIT_DEFAULT_LIMIT, config.RATE_LIMIT_WINDOW_SECONDS),
        limit('sign-up-per-ip-per-day', 'ip', config.RATE_LIMIT_SIGN_UP_PER_IP_PER_DAY, DAY),
      ],
    },
    'admin-attempts': {
      name: 'admin-attempts',
      fails: 'closed',
      penalty: STRONG,
      limits: [
        limit('admin-attempts-per-ip', 'ip', config.RATE_LIMIT_ADMIN_ATTEMPTS_PER_IP, MINUTE),
        limit('admin-attempts-per-ip-per-hour', 'ip', config.RATE_LIMIT_ADMIN_ATTEMPTS_PER_IP_PER_HOUR, HOUR),
      ],
    },
    service: services.length === 0 ? undefined : { name: 'service', fails: 'open', limits: serviceLimits(services) },
  };
  definePolicies(policyList(policies));
  return policies;
}

export function policyList(policies: LimitPolicies): CountedPolicy[] {
  return Object.values(policies).filter((policy): policy is CountedPolicy => policy !== undefined);
}

/** The limit of a service; which one it is stands in its name alone, as limits have names of small letters and hyphens. */
export function limitOfService(policy: Policy | undefined, services: readonly ServiceLimit[], name: string) {
  return policy?.limits[services.findIndex((service) => service.name === name)];
}

function serviceLimits(services: readonly ServiceLimit[]): Limit[] {
  const taken = new Set<string>();
  return services.map(({ name, limitPerMinute }) => {
    const slug = name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '');
    const base = slug === '' ? 'service' : `service-${slug}`;
    let own = base;
    for (let number = 2; taken.has(own); number += 1) own = `${base}-${number}`;
    taken.add(own);
    return limit(own, 'service', limitPerMinute, MINUTE);
  });
}

function limit(name: string, kind: Limit['kind'], tokens: number, windowSeconds: number): Limit {
  return { name, kind, limit: tokens, windowSeconds };
}

function mails(name: string, kind: Limit['kind'], count: number, windowSeconds: number): CountedLimit {
  return { ...limit(name, kind, count, windowSeconds), counts: 'mails' };
}
