import type { PRIME_CHECK_CERTAINTIES } from '@ballast/database/schema';

/** A mail to be sent, as it is stored. */
export interface Delivery {
  readonly id: string;
  /** One of the contract's kinds, or a newer one. */
  readonly kind: string;
  /** What the mail is about: the request's id for a result. */
  readonly aggregateId: string;
  readonly recipient: string;
  /** The verdict of the request, where the mail is about one that has it. */
  readonly result?: {
    readonly number: string;
    readonly isPrime: boolean;
    readonly certainty: (typeof PRIME_CHECK_CERTAINTIES)[number];
  };
}

/** A delivery that this worker, and nobody else, may send. */
export interface TakenDelivery {
  readonly kind: 'taken';
  readonly delivery: Delivery;
  /** The name of this one hold on it. */
  readonly lease: string;
  /** On `performance.now()`'s clock. */
  readonly leaseEndsAt: number;
}

/** Why a delivery is not to be sent, or not now. */
export type Refusal =
  /** Its end was reached by this call: the address is suppressed, or the time is over. */
  | { readonly kind: 'ended'; readonly status: 'suppressed' | 'expired' }
  /** Its end was reached before. */
  | { readonly kind: 'over'; readonly status: string }
  /** The message is of an older generation than the delivery. */
  | { readonly kind: 'superseded' }
  /** Somebody else is sending it. */
  | { readonly kind: 'held'; readonly leftMs: number }
  | { readonly kind: 'missing' };

export type Take = TakenDelivery | Refusal;
