import { costByDigits } from '@ballast/contracts';
import type { BucketRef, Check, LimitKind, PolicyPlace } from '@ballast/rate-limit';
import type { Caller } from '../identity/caller.ts';
import { mailRecipient } from './mail-recipient.ts';
import type { LimitMode } from './modes.ts';
import { type LimitPolicies, limitOfService, type ServiceLimit } from './policies.ts';

/** Whom a request comes from, and where it wants to. */
export interface Asker extends PolicyPlace {
  readonly caller: Caller;
  readonly address: string;
}

/** What a request asks for, as far as it costs more than any other. */
export interface Wanted {
  /** Of the number to be checked. */
  readonly digits?: number | undefined;
  /** Who is to get a mail. */
  readonly mailTo?: string | undefined;
  /** Whether only the asker is charged, and not whom the mail would go to. */
  readonly sparesRecipient?: boolean;
}

export interface CheckDeps {
  readonly policies: LimitPolicies;
  readonly services: readonly ServiceLimit[];
  /** What the global limits are multiplied with at the moment. */
  readonly globalFactor: number;
  readonly modeOf: (policyName: string) => LimitMode;
}

/** Services have one limit over all routes. */
export const ANY_ENDPOINT = 'any';
/** A mailbox has one limit, whatever writes to it. */
export const MAILS_ENDPOINT = 'mails';
/** Whose the global buckets are. */
export const EVERYBODY = 'all';

/** What one policy has to say about a request. */
interface Part extends PolicyPlace {
  readonly buckets: readonly BucketRef[];
}

/**
 * The checks that a request has to pass: one with all its buckets, whichever policies they are of. Only what is in shadow is
 * a check of its own, since it refuses nothing; what is off is in none.
 *
 * Services have a limit of their own in place of their address's and everybody's; what fails closed, and what protects
 * those who get mails, holds for them as well.
 */
export function checksOf(asker: Asker, wanted: Wanted, deps: CheckDeps): Check[] {
  const isService = asker.caller.kind === 'service';
  const own = !isService || asker.policy.fails === 'closed' ? [partOf(asker, asker, wanted, deps)] : [];
  return merge([...own, ...serviceParts(asker, wanted, deps), ...mailParts(asker, wanted, deps)], deps);
}

/** The mail alone, for a route that only knows later whether there will be one. */
export function mailChecksOf(asker: Omit<Asker, keyof PolicyPlace>, mailTo: string, deps: CheckDeps): Check[] {
  return merge(mailParts(asker, { mailTo }, deps), deps);
}

/**
 * What is known to count before anybody is looked up: the address.
 *
 * @param mayBeUser whether a penalty of the address may turn out not to be this caller's
 */
export function addressCheck({ policy, endpoint, address }: Omit<Asker, 'caller'>, mayBeUser = false): Check {
  const { penalty, ...unpunished } = policy;
  const buckets = policy.limits.filter(({ kind }) => kind === 'ip').map((limit) => ({ limit, id: address }));
  return { policy: mayBeUser && penalty?.ratherKind === 'user' ? unpunished : policy, endpoint, buckets };
}

function mailParts(asker: Omit<Asker, keyof PolicyPlace>, wanted: Wanted, deps: CheckDeps): Part[] {
  if (wanted.mailTo === undefined) return [];
  const part = partOf(asker, { policy: deps.policies.mails, endpoint: MAILS_ENDPOINT }, { ...wanted, digits: 1 }, deps);
  // The day's mails of an address are not those of a service that happens to be there.
  const isOurs = ({ limit }: BucketRef) => asker.caller.kind !== 'service' || limit.kind !== 'ip';
  return [{ ...part, buckets: part.buckets.filter(isOurs) }];
}

function serviceParts(
  { caller }: Asker,
  wanted: Wanted,
  { policies: { service: policy }, services }: CheckDeps,
): Part[] {
  if (caller.kind !== 'service' || policy === undefined) return [];
  const limit = limitOfService(policy, services, caller.name);
  return limit === undefined
    ? []
    : [{ policy, endpoint: ANY_ENDPOINT, buckets: priced([{ limit, id: caller.name }], wanted) }];
}

function partOf(asker: Omit<Asker, keyof PolicyPlace>, place: PolicyPlace, wanted: Wanted, deps: CheckDeps): Part {
  const { policy, endpoint } = place;
  const { mailTo, sparesRecipient = false } = wanted;
  const mailbox = mailTo === undefined || sparesRecipient ? undefined : mailRecipient(mailTo);
  const followsLoad = policy !== deps.policies.mails;
  const buckets = policy.limits.flatMap((limit): BucketRef[] => {
    const id = idOf(limit.kind, asker, mailbox);
    if (id === undefined) return [];
    return [{ limit, id, ...(limit.kind === 'global' && followsLoad && { factor: deps.globalFactor }) }];
  });
  return { policy, endpoint, buckets: priced(buckets, wanted) };
}

/** Whose bucket of a kind it is; `undefined` where the request has none of it. */
function idOf(
  kind: LimitKind,
  { caller, address }: Pick<Asker, 'caller' | 'address'>,
  mailbox: string | undefined,
): string | undefined {
  if (kind === 'ip') return address;
  if (kind === 'global') return EVERYBODY;
  if (kind === 'email') return mailbox;
  return kind === 'user' && caller.kind === 'user' ? caller.userId : undefined;
}

function priced(buckets: readonly BucketRef[], { digits = 1 }: Wanted): BucketRef[] {
  const cost = costByDigits(digits, Math.min(...buckets.map(({ limit }) => limit.burst ?? limit.limit)));
  return buckets.map((bucket) => ({ ...bucket, cost }));
}

/** The first of those that are kept to stands for all. */
function merge(parts: readonly Part[], { modeOf }: CheckDeps): Check[] {
  return (['enforce', 'shadow'] as const).flatMap((mode): Check[] => {
    const [first, ...others] = parts.filter(
      ({ policy, buckets }) => buckets.length > 0 && modeOf(policy.name) === mode,
    );
    if (first === undefined) return [];
    const besides = others.flatMap(({ policy, endpoint, buckets }) => {
      const of = { policy, endpoint };
      return buckets.map((bucket) => ({ ...bucket, of }));
    });
    return [{ ...first, buckets: [...first.buckets, ...besides], ...(mode === 'shadow' && { shadow: true }) }];
  });
}
