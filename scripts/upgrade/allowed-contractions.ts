import type { Contraction } from './find-contractions.ts';

export interface AllowedContraction extends Contraction {
  /** Why the release before does not miss what is taken away, and keeps what is asked for. */
  readonly reason: string;
}

/** Not in the migrations themselves: one that is applied is never edited, not even for a reason that is found later. */
export const ALLOWED_CONTRACTIONS: readonly AllowedContraction[] = [
  {
    tag: '0004_outbox_event_id_with_subject',
    statement:
      'ALTER TABLE `outbox` DROP INDEX `outbox_event_id`, ADD CONSTRAINT `outbox_event_id` UNIQUE(`event_id`,`subject`), ALGORITHM=INPLACE, LOCK=NONE',
    reason:
      'a key over more columns refuses less, and what the release before writes has one subject for each event id',
  },
];
