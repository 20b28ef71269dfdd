import { isDatabaseError } from '@ballast/database';
import type { Check, Decision, DecisionSource } from '@ballast/rate-limit';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Limits } from './open-limits.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Nothing came of it: it failed, or was answered as it was before. What it took for that is given back. */
    isNothingDone: boolean;
    /** What it took of its limits, and who decided; null where it took nothing. */
    taken: { readonly checks: Check[]; readonly source: DecisionSource } | null;
  }
}

/**
 * Gives back what a request was charged for what it asked for, where nothing came of that: the mails that are not sent and
 * the digits that are not checked. One token of its route's own stays taken, as it asked, and who repeats that is refused in
 * the end. After the answer, and nobody waits for it.
 */
export function registerGivingBack(app: FastifyInstance, { limiter, policies }: Limits): void {
  app.decorateRequest('isNothingDone', false);
  app.decorateRequest('taken', null);
  if (limiter === undefined) return;

  // Whether a commit in doubt is stored nobody knows: its mail may be sent.
  app.addHook('onError', (request, _reply, error, done) => {
    request.isNothingDone = !isDatabaseError(error, 'commit_unknown');
    done();
  });

  // With a callback, since it runs for every request.
  app.addHook('onResponse', ({ isNothingDone, taken }, _reply, done) => {
    done();
    if (!isNothingDone || taken === null) return;
    void limiter.giveBack(
      taken.checks.map((check) => unusedOf(check, policies.mails.name)),
      taken.source,
    );
  });
}

/** Remembers what a passed check took, for as long as the request lasts. */
export function keepTaken(request: FastifyRequest, check: Check, { allowed, source }: Decision): void {
  if (!allowed) return;
  if (request.taken === null) request.taken = { checks: [check], source };
  else if (request.taken.source === source) request.taken.checks.push(check);
}

/** A check of what is not used: of mails all, of everything else what goes beyond one token. */
function unusedOf(check: Check, mails: string): Check {
  const buckets = check.buckets.flatMap((bucket) => {
    const { cost = 1 } = bucket;
    const isMail = (bucket.of?.policy ?? check.policy).name === mails;
    const unused = isMail ? cost : cost - 1;
    return unused > 0 ? [{ ...bucket, cost: unused }] : [];
  });
  return { ...check, buckets };
}
