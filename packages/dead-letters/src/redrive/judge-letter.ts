import type { Aggregate } from '../aggregates.ts';
import type { LetterFacts } from './letter-facts.ts';
import { type JobMark, MAX_REDRIVES, type RefusalReason, refuse } from './refusal.ts';

export interface Circumstances {
  /** The business row behind the letter; `undefined` where its kind of message has none. */
  readonly aggregate: Pick<Aggregate, 'state' | 'status' | 'generation'> | undefined;
  readonly force: boolean;
  readonly queuedBy?: JobMark | undefined;
  readonly sentBy?: JobMark | undefined;
}

/** Why a letter is not redriven; `undefined` when it is. `force` never gets past what the compare-and-set is about. */
export function judgeLetter(letter: LetterFacts, circumstances: Circumstances): RefusalReason | undefined {
  const { force, queuedBy } = circumstances;
  const refusal = judgeState(letter, circumstances);
  if (refusal !== undefined) return refusal;
  if (!force && letter.errorType === 'poison' && !letter.isEdited) return refuse.poison();
  if (!letter.isText) return refuse.payloadNotText();
  if (!force && letter.retryCount >= MAX_REDRIVES) return refuse.tooManyRedrives(letter.retryCount);
  if (!force && queuedBy !== undefined) return refuse.alreadyQueued(queuedBy);
  return undefined;
}

/** The compare-and-set: the letter is pending, and it and its business row are of one generation, which is dead. */
export function judgeState(
  letter: LetterFacts,
  { aggregate, sentBy }: Pick<Circumstances, 'aggregate' | 'sentBy'>,
): RefusalReason | undefined {
  if (aggregate?.state === 'completed') return refuse.alreadyCompleted();
  if (letter.status !== 'pending') return refuse.notPending(letter, sentBy);
  if (aggregate === undefined) return undefined;
  if (aggregate.generation !== letter.generation) return refuse.generationChanged(letter, aggregate.generation);
  if (aggregate.state !== 'dead') return refuse.notDead(aggregate.status);
  return undefined;
}
