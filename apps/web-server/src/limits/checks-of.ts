import type { BucketRef, Check, LimitKind } from '@ballast/rate-limit';
import type { Caller } from '../identity/caller.ts';
import { costByDigits } from './cost-by-digits.ts';
import { mailRecipient } from './mail-recipient.ts';
import { type CountedPolicy, type LimitPolicies, limitOfService, type ServiceLimit } from './policies.ts';

/** Whom a request comes from, and where it wants to. */
export interface Asker {
  readonly caller: Caller;
  readonly address: string;
  readonly policy: CountedPolicy;
  readonly endpoint: string;
}

/** What a request asks for, as far as it costs more than any other. */
export interface Wanted {
  /** Of the number to be checked. */
  readonly digits?: number | undefined;
  /** Who is to get a mail. */
  readonly recipient?: string | undefined;
}

export interface CheckDeps {
  readonly policies: LimitPolicies;
  readonly services: readonly ServiceLimit[];
  /** What the global limits are multiplied with at the moment. */
  readonly globalFactor: number;
}

/** Services have one limit over all routes. */
export const ANY_ENDPOINT = 'any';
const EVERYBODY = 'all';

/**
 * The checks that a request has to pass, in this order. One with all its buckets, save for services: they have a limit of
 * their own in place of their address's and everybody's; what protects those who get mails, and what fails closed, holds
 * for them as well.
 */
export function checksOf(asker: Asker, wanted: Wanted, deps: CheckDeps): Check[] {
  const { caller, policy, endpoint } = asker;
  const own = bucketsOf(asker, wanted, deps);
  if (caller.kind !== 'service') return [{ policy, endpoint, buckets: own, cost: costOf(own, wanted) }];
  const limit = limitOfService(deps.policies.service, deps.services, caller.name);
  const buckets = limit === undefined ? [] : [{ limit, id: caller.name }];
  const kept = policy.fails === 'closed' ? own : own.filter(({ limit: { kind } }) => kind === 'email');
  return [
    ...(deps.policies.service === undefined || buckets.length === 0
      ? []
      : [{ policy: deps.policies.service, endpoint: ANY_ENDPOINT, buckets, cost: costOf(buckets, wanted) }]),
    ...(kept.length === 0 ? [] : [{ policy, endpoint, buckets: kept }]),
  ];
}

/** What is known to count before anybody is looked up: the address. */
export function addressCheck(asker: Omit<Asker, 'caller'>): Check {
  const { policy, endpoint, address } = asker;
  const limits = policy.limits.filter(({ kind, counts }) => kind === 'ip' && counts === undefined);
  return { policy, endpoint, buckets: limits.map((limit) => ({ limit, id: address })) };
}

function bucketsOf(asker: Asker, { recipient }: Wanted, { globalFactor }: CheckDeps): BucketRef[] {
  const mailbox = recipient === undefined ? undefined : mailRecipient(recipient);
  return asker.policy.limits
    .filter(({ counts }) => counts !== 'mails' || mailbox !== undefined)
    .flatMap((limit) => {
      const id = idOf(limit.kind, asker, mailbox);
      if (id === undefined) return [];
      const isOfMails = limit.counts === 'mails' || limit.kind === 'email';
      return [{ limit, id, ...(isOfMails && { cost: 1 }), ...(limit.kind === 'global' && { factor: globalFactor }) }];
    });
}

/** Whose bucket of a kind it is; `undefined` where the request has none of it. */
function idOf(kind: LimitKind, { caller, address }: Asker, mailbox: string | undefined): string | undefined {
  if (kind === 'ip') return address;
  if (kind === 'global') return EVERYBODY;
  if (kind === 'email') return mailbox;
  return kind === 'user' && caller.kind === 'user' ? caller.userId : undefined;
}

function costOf(buckets: readonly BucketRef[], { digits }: Wanted): number {
  if (digits === undefined) return 1;
  const bursts = buckets.filter(({ cost }) => cost === undefined).map(({ limit }) => limit.burst ?? limit.limit);
  return costByDigits(digits, Math.min(...bursts));
}
