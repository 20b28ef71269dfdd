import type { LedgerState } from './record-ledger.ts';

/** What the states of `prime_checks` are in the ledger. */
export const REQUEST_STATES = {
  processing: 'processing',
  completed: 'completed',
  dead: 'dead',
  discarded: 'discarded',
} as const satisfies Readonly<Record<string, LedgerState>>;

/** What the states of `email_deliveries` are in the ledger. A mail that is not to be sent any more has reached a good end. */
export const EMAIL_STATES = {
  pending: 'processing',
  sending: 'processing',
  sent: 'completed',
  suppressed: 'completed',
  expired: 'completed',
  dead: 'dead',
  discarded: 'discarded',
} as const satisfies Readonly<Record<string, LedgerState>>;
