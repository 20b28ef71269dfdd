import type { TimelineEvent } from '@ballast/contracts/operators';

/** In which order things happen that carry the same time. */
const RANK: readonly TimelineEvent['kind'][] = [
  'accepted',
  'mail_enqueued',
  'redrive_requested',
  'redrive_refused',
  'redriven',
  'enqueued',
  'published',
  'started',
  'deferred',
  'attempt_failed',
  'succeeded',
  'completed',
  'mail_ended',
  'dead_lettered',
  'redrive_ended',
  'edited',
  'discarded',
  'undone',
  'act',
];
const MAX_EVENTS = 1_000;

/** Oldest first; of more than 1,000 the newest. */
export function inOrder(events: readonly TimelineEvent[]): TimelineEvent[] {
  return events
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || RANK.indexOf(a.kind) - RANK.indexOf(b.kind))
    .slice(-MAX_EVENTS);
}
