import type { PRIME_CHECK_CERTAINTIES } from '@ballast/database/schema';

/** What is known of what a mail is about. */
export interface DeliveryContent {
  /** The verdict of the request, where the mail is about one that has it. */
  readonly result?: {
    readonly number: string;
    readonly isPrime: boolean;
    readonly certainty: (typeof PRIME_CHECK_CERTAINTIES)[number];
  };
  /** How long a link to sign in is valid from when it was asked for, in minutes. */
  readonly linkMinutes?: number;
}

/** A mail to be sent, as it is stored, with its address opened. It lives in memory alone: log its id and kind, nothing else. */
export interface Delivery extends DeliveryContent {
  readonly id: string;
  /** One of the contract's kinds, or a newer one. */
  readonly kind: string;
  /** When what it is about was wanted. */
  readonly wantedAt: Date;
  /** What the mail is about: the request's id for a result, the user's for a welcome, the wish's for a link to sign in. */
  readonly aggregateId: string;
  readonly recipient: string;
  /** Of the link that stops mail to the recipient; the same at each try. */
  readonly stopToken: string;
  /** Of the link to sign in, where the mail carries one; made now, and stored as its hash. */
  readonly signInToken?: string;
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
