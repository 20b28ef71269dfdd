import { parseEventSubject } from './event-streams.ts';

/** Every subject Ballast uses, before any namespace is put in front of it. */
export const SUBJECT = {
  primeCheck: 'primecheck',
  emailSend: 'emailsend',
  deadLetterPrefix: 'dlq.',
  /** Core NATS: "there are new outbox rows". An optimisation; may be lost. */
  outboxWake: 'outbox.wake',
  /** Core NATS: `events.primecheck.<request id>`, told after each change of a request's state. May be lost. */
  primeCheckEvents: 'events.primecheck',
  /** Core NATS: asks a tag generator of another service for the tags of an article, and waits for its answer. */
  tagGeneration: 'tags.generate',
} as const;

/** `dlq.<subject>` for a work subject, `dlq.events` for those of all events. */
export function deadLetterSubject(subject: string): string {
  if (parseEventSubject(subject) !== undefined) return `${SUBJECT.deadLetterPrefix}events`;
  return `${SUBJECT.deadLetterPrefix}${subject}`;
}
