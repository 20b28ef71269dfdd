import type { OpenRow } from './open-rows.ts';

/** What will move an open row. */
export type Mover =
  /** Its worker holds a lease on it. */
  | 'lease'
  /** It waits to be published. */
  | 'outbox_row'
  /** Its message is stored, and is delivered some time. */
  | 'stored_message'
  /** It has a letter on which a person can act. */
  | 'letter';

/** Why nothing will move it: the closed list. */
export type GoneReason =
  /** Neither waiting to be published nor recorded as published. */
  | 'no_record'
  /** Its stream was made anew since. */
  | 'stream_recreated'
  /** Nothing is stored at its place, or another message. */
  | 'not_stored'
  | 'other_message'
  /** Stored, but its consumer is done with it: it was delivered as often as the server allows. */
  | 'not_delivered_again';

export type Finding =
  | { readonly kind: 'moving'; readonly row: OpenRow; readonly by: Mover }
  | { readonly kind: 'gone'; readonly row: OpenRow; readonly reason: GoneReason; readonly evidence: string }
  /** The broker is away, or there was too much to look at: nothing is known. */
  | { readonly kind: 'unknown'; readonly row: OpenRow };
