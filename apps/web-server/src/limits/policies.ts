import { definePolicies, type Limit, type Penalty, type Policy } from '@ballast/rate-limit';
import type { Config } from '../config.ts';

/** What a route may say that it is limited by (`config: { limit: 'sign-in' }`); one that says nothing has `default`. */
export type RoutePolicyName =
  | 'default'
  | 'prime-check'
  | 'prime-check-list'
  | 'sign-in'
  | 'redeem'
  | 'operator-sign-in'
  | 'sign-up'
  | 'mail-stop'
  | 'static';

export interface LimitPolicies extends Readonly<Record<RoutePolicyName, Policy>> {
  /** Mails that are asked for, by whatever route: taken besides the route's own. */
  readonly mails: Policy;
  /** Credentials in `Authorization` that are none. */
  readonly 'admin-attempts': Policy;
  /** What services with a key of their own may do, over all routes together; `undefined` where there are none. */
  readonly service: Policy | undefined;
}

export interface ServiceLimit {
  readonly name: string;
  readonly limitPerMinute: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Buckets of a day that hold more could not be kept exactly. */
const MOST_IN_A_DAY = 50_000;

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
      penalty: { ...MILD, ratherKind: 'user' },
      limits: [
        limit('prime-check-per-ip', 'ip', config.RATE_LIMIT_PRIME_CHECK_PER_IP, MINUTE),
        limit('prime-check-per-user', 'user', config.RATE_LIMIT_PRIME_CHECK_PER_USER, MINUTE),
        limit('prime-check-global', 'global', config.RATE_LIMIT_PRIME_CHECK_GLOBAL, MINUTE),
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
    // Not closed, and without a penalty: nobody guesses 256 random bits, and who has a link is to get in.
    redeem: {
      name: 'redeem',
      fails: 'open',
      limits: [limit('redeem-per-ip', 'ip', config.RATE_LIMIT_REDEEM_PER_IP, MINUTE)],
    },
    'operator-sign-in': {
      name: 'operator-sign-in',
      fails: 'closed',
      penalty: STRONG,
      limits: [
        limit('operator-sign-in-per-ip', 'ip', config.RATE_LIMIT_ADMIN_ATTEMPTS_PER_IP, MINUTE),
        limit('operator-sign-in-per-ip-per-hour', 'ip', config.RATE_LIMIT_ADMIN_ATTEMPTS_PER_IP_PER_HOUR, HOUR),
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
    // One click is posted by mail providers, for many readers from few addresses.
    'mail-stop': {
      name: 'mail-stop',
      fails: 'open',
      limits: [limit('mail-stop-per-ip', 'ip', config.RATE_LIMIT_MAIL_STOP_PER_IP, MINUTE)],
    },
    // What the web client is made of: a page is many files at once, and each costs next to nothing.
    static: {
      name: 'static',
      fails: 'open',
      limits: [limit('static-per-ip', 'ip', config.RATE_LIMIT_STATIC_PER_IP, MINUTE)],
    },
    mails: {
      name: 'mails',
      fails: 'open',
      limits: [
        limit('email-per-recipient', 'email', config.RATE_LIMIT_EMAIL_PER_RECIPIENT, HOUR),
        limit('email-per-recipient-per-day', 'email', config.RATE_LIMIT_EMAIL_PER_RECIPIENT_PER_DAY, DAY),
        limit('email-per-ip-per-day', 'ip', config.RATE_LIMIT_EMAIL_PER_IP_PER_DAY, DAY),
        mailsOfAll(config.RATE_LIMIT_EMAIL_GLOBAL_PER_DAY),
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

export function policyList(policies: LimitPolicies): Policy[] {
  return Object.values(policies).filter((policy): policy is Policy => policy !== undefined);
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

/** Of what passes the exact arithmetic of a day's bucket, an hour gives its part. */
function mailsOfAll(perDay: number): Limit {
  return perDay <= MOST_IN_A_DAY
    ? limit('email-global', 'global', perDay, DAY)
    : limit('email-global', 'global', Math.ceil(perDay / 24), HOUR);
}
