import type { SubmissionFault } from '../api/describe-api-error.ts';

/**
 * Where a submission stands: queued -> sending, for those of a batch, which take turns; sending -> accepted; sending -> waiting -> sending again by itself; sending -> refused or
 * limited, from where only the person moves it, a limited one not before `retryAt`.
 */
export type SubmissionPhase =
  | { readonly name: 'queued' }
  | { readonly name: 'sending' }
  | { readonly name: 'waiting'; readonly fault: SubmissionFault; readonly retryAt: number }
  | {
      readonly name: 'limited';
      readonly fault: SubmissionFault;
      readonly retryAt: number;
      /** Only its mail was refused: without an address it may go at once. */
      readonly mailOnly: boolean;
    }
  | { readonly name: 'refused'; readonly fault: SubmissionFault }
  | { readonly name: 'accepted'; readonly id: string };

/** A number that was submitted on this page, from the moment Enter was pressed. */
export interface Submission {
  /** The Idempotency-Key, the same for each attempt; also what the page knows it by. */
  readonly key: string;
  readonly number: string;
  readonly email: string | undefined;
  /** The batch that it came with. */
  readonly batch?: string | undefined;
  /** Epoch milliseconds of this machine. */
  readonly submittedAt: number;
  /** The page's clock when it was submitted. */
  readonly since: number;
  readonly phase: SubmissionPhase;
}
