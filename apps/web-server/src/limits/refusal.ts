import type { Decision } from '@ballast/rate-limit';
import { ProblemError } from '../plugins/problem-error.ts';
import { retryAfterSeconds } from './headers.ts';

/**
 * What a refused request is answered: 429 where its own quota is used up, 503 where it is the capacity of all, and 503
 * where nobody can look and the policy would rather refuse.
 */
export function refusalOf(decision: Decision): ProblemError {
  const seconds = retryAfterSeconds(decision);
  const violatedPolicies = decision.violated.map(({ name }) => name);
  const options = { retryAfterSeconds: seconds, violatedPolicies };
  if (decision.source === 'closed') {
    return new ProblemError('unavailable', 'This is not possible while limits cannot be checked.', options);
  }
  const again = `Try again in ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`;
  if (decision.violated.length > 0 && decision.violated.every(({ kind }) => kind === 'global')) {
    return new ProblemError(
      'over_capacity',
      `More is asked for than can be taken in. Nothing was accepted. ${again}`,
      options,
    );
  }
  if (decision.violated.length > 0 && decision.violated.every(({ kind }) => kind === 'email')) {
    return new ProblemError('rate_limited', `Too many mails were asked for to this address. ${again}`, options);
  }
  return new ProblemError('rate_limited', `Too many requests of this kind. ${again}`, options);
}
