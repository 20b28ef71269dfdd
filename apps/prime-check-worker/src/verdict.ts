import type { MessageIdentity } from '@ballast/contracts';
import type { PrimalityVerdict } from '@ballast/primality';
import type { TraceContext } from '@ballast/telemetry';

/** What was found out about a request, ready to be stored. */
export interface Verdict extends PrimalityVerdict {
  readonly identity: MessageIdentity;
  /** The number that was checked. */
  readonly number: string;
  /** Goes on with the result mail. */
  readonly trace: TraceContext;
  readonly processingTimeMs: number;
}

/**
 * `stored`: this verdict is now the request's. `already_decided`: the request had one, nothing was changed.
 * `request_unknown`: there is no such request. `other_number`: the request is about another number than the message.
 */
export type Decision = 'stored' | 'already_decided' | 'request_unknown' | 'other_number';
