import type { CERTAINTIES } from '@ballast/contracts';

export interface PrimeCheckResult {
  /** Decimal digits. */
  readonly number: string;
  readonly isPrime: boolean;
  readonly certainty: (typeof CERTAINTIES)[number];
  /** Where the result can be seen; an absolute URL. */
  readonly link: string;
  /** Where all mail to this address is stopped; an absolute URL. */
  readonly stopLink: string;
}

/** What both forms of the mail say. */
export interface PrimeCheckResultContent extends PrimeCheckResult {
  readonly subject: string;
  /** The sentence around the number: what comes before it and what comes after. */
  readonly sentence: readonly [before: string, after: string];
  readonly explanation: string;
  /** Why it came. */
  readonly reason: string;
}
