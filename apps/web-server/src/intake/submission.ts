import type { PrimeCheckAccepted } from '@ballast/contracts';
import type { TraceContext } from '@ballast/telemetry';

/** A request for a prime check, validated, with its id; not stored yet. */
export interface Submission {
  /** UUIDv7 */
  readonly id: string;
  readonly number: string;
  /** Whose it is; null for nobody's. */
  readonly userId: string | null;
  /** Where the result is sent as well, sealed for this id: no address goes further than the route. */
  readonly emailSealed: Buffer | undefined;
  readonly createdAt: Date;
  readonly traceId: string;
  readonly trace: TraceContext;
}

/** A submission whose sender named it with an `Idempotency-Key`. */
export interface KeyedSubmission extends Submission {
  /** Who sent it: a key belongs to its caller. */
  readonly caller: string;
  readonly key: string;
  /** Hashes of what was asked, in hex: the first one is stored, and any of them says that it is the same. */
  readonly bodyHashes: readonly [stored: string, ...alsoKnown: readonly string[]];
}

export type IntakeResult =
  | { readonly kind: 'accepted'; readonly accepted: PrimeCheckAccepted }
  /** The key was used before with the same body: this is the answer it got. */
  | { readonly kind: 'replayed'; readonly accepted: PrimeCheckAccepted }
  /** The key was used before with another body. */
  | { readonly kind: 'key_reused' };

export function accept(submission: Submission): IntakeResult {
  return {
    kind: 'accepted',
    accepted: toAccepted({ ...submission, created_at: submission.createdAt, trace_id: submission.traceId }),
  };
}

export function toAccepted(row: {
  readonly id: string;
  readonly number: string;
  readonly created_at: Date;
  readonly trace_id: string;
}): PrimeCheckAccepted {
  return {
    id: row.id,
    number: row.number,
    status: 'processing',
    created_at: row.created_at.toISOString(),
    trace_id: row.trace_id,
  };
}
