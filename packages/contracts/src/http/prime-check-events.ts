/** Names of the server-sent events on `/events`, `/prime-check/:id/events` and, for operators, `/api/events`. */
export const SSE_EVENT = {
  /** Data: a `PrimeCheck`, whole, whenever its state changed (and once at the start on `/prime-check/:id/events`). */
  primeCheck: 'prime_check',
  /** Data: `{}`. Too much was missed to be replayed: fetch the list again. */
  reset: 'reset',
  /** On `/api/events` alone. Data: an `OperatorHint`: something of that kind has changed. */
  changed: 'changed',
} as const;
