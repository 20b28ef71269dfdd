import type { MessageSize } from '@ballast/outbox';
import type { LetterFacts } from './letter-facts.ts';

/** Why one letter is not redriven, discarded or restored: a closed list. Its sentences say what to do instead. */
export const REFUSAL_CODES = [
  /** Nothing has this id. */
  'unknown_letter',
  /** It is reprocessing, resolved or discarded. */
  'not_pending',
  /** There is no discard to be undone. */
  'not_discarded',
  /** The message lives on in a newer generation. */
  'generation_changed',
  /** What it asked for has been done meanwhile. */
  'already_completed',
  /** Its request or mail is not dead: something else moves it. */
  'not_dead',
  /** Nobody could read it, or it killed its reader; `force` sends it. */
  'poison',
  /** Bytes that are no UTF-8 cannot go through the outbox. */
  'payload_not_text',
  /** With the headers of a redrive it is over what a stream takes. */
  'too_large',
  /** Another job is about to send it; `force` does not wait for that. */
  'already_queued',
  /** It has come back many times; `force` sends it once more. */
  'too_many_redrives',
] as const;
/** One of `REFUSAL_CODES`. */
export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface RefusalReason {
  readonly code: RefusalCode;
  /** A sentence for the operator. */
  readonly reason: string;
}

/** After so many redrives in vain another one is only done by force. */
export const MAX_REDRIVES = 10;

/** A job and when it took a letter up. */
export interface JobMark {
  readonly jobId: string;
  readonly operator: string;
  readonly at: Date | null;
}

export const refuse = {
  unknownLetter: (): RefusalReason => ({
    code: 'unknown_letter',
    reason:
      'No letter and no message has this id, or messages of several subjects have it. Look it up in the list of dead letters.',
  }),
  notPending: (letter: LetterFacts, sentBy: JobMark | undefined): RefusalReason => ({
    code: 'not_pending',
    reason: notPending(letter, sentBy),
  }),
  notDiscarded: (status: string): RefusalReason => ({
    code: 'not_discarded',
    reason: `It is ${status}: there is no discard to be undone.`,
  }),
  generationChanged: (letter: LetterFacts, generation: number): RefusalReason => ({
    code: 'generation_changed',
    reason: `It is of generation ${letter.generation}, its message of generation ${generation} by now. Take the newest letter of the message.`,
  }),
  alreadyCompleted: (): RefusalReason => ({
    code: 'already_completed',
    reason: 'What it asked for has been done meanwhile. Nothing is left to do.',
  }),
  notDead: (status: string): RefusalReason => ({
    code: 'not_dead',
    reason: `Its request is ${status}, not dead: something else moves it. Look at its timeline.`,
  }),
  poison: (): RefusalReason => ({
    code: 'poison',
    reason: 'It is poison: it could not be read, or it killed its worker. Edit it first, or send it by force.',
  }),
  payloadNotText: (): RefusalReason => ({
    code: 'payload_not_text',
    reason: 'Its bytes are no text in UTF-8, and only text is sent. Edit it first.',
  }),
  tooLarge: ({ part, bytes, limit }: NonNullable<MessageSize['fault']>): RefusalReason => ({
    code: 'too_large',
    reason:
      part === 'headers'
        ? `Its headers alone have ${bytes} bytes, ${limit} are allowed. An edit does not change them: discard it.`
        : `With its headers it has ${bytes} bytes, ${limit} are allowed. Edit it first.`,
  }),
  alreadyQueued: ({ jobId, operator }: JobMark): RefusalReason => ({
    code: 'already_queued',
    reason: `${operator} has put it into job ${jobId}, which is about to send it. Wait for that job or cancel it; force does not wait.`,
  }),
  tooManyRedrives: (count: number): RefusalReason => ({
    code: 'too_many_redrives',
    reason: `It was redriven ${count} times and came back each time. Edit or discard it, or send it by force.`,
  }),
};

function notPending(letter: LetterFacts, sentBy: JobMark | undefined): string {
  switch (letter.status) {
    case 'reprocessing': {
      const who = sentBy === undefined ? 'It is being redriven' : `${sentBy.operator} is redriving it`;
      const job = sentBy === undefined ? '' : ` by job ${sentBy.jobId}`;
      return `${who}${since(sentBy?.at ?? letter.lastRetryAt)}${job}. Wait for the outcome: if it fails again, it comes back as a new letter.`;
    }
    case 'discarded':
      return `${letter.resolvedBy ?? 'Somebody'} discarded it${at(letter.resolvedAt)}. Undo the discard first.`;
    case 'resolved':
      return letter.resolution === 'superseded'
        ? 'It was redriven and failed again. Take the newest letter of its message.'
        : `It is resolved${at(letter.resolvedAt)}. Nothing is left to do.`;
    case 'pending':
      return 'It is pending.';
  }
}

function since(time: Date | null): string {
  return time === null ? '' : ` since ${time.toISOString()}`;
}

function at(time: Date | null): string {
  return time === null ? '' : ` at ${time.toISOString()}`;
}
