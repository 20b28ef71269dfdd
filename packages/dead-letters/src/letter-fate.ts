import type { Aggregate } from './aggregates.ts';
import type { LetterRow } from './letter-row.ts';

/**
 * What a new letter means for its message:
 *
 * - `dead`: the business row was open in this generation, and is dead now.
 * - `kept`: pending, and no state changes: the row is dead already, or there is none.
 * - `succeeded`: the message has reached its good end already; nobody has to act.
 * - `superseded`: a newer generation is under way or has ended; a late copy reopens nothing.
 * - `discarded`: a person discarded the message in this generation; so is its letter, told once more after it was purged.
 */
export type LetterFate = 'dead' | 'kept' | 'succeeded' | 'superseded' | 'discarded';

/** A letter with what it is about. */
export interface JudgedLetter {
  readonly row: LetterRow;
  readonly aggregate: Aggregate | undefined;
  readonly fate: LetterFate;
  /** What it is stored under: see `LetterKeys`. */
  readonly key: string;
}

/** @param newest the newest generation that has a letter of this message already or beside this one. */
export function fateOf(
  letter: Pick<LetterRow, 'generation'>,
  aggregate: Aggregate | undefined,
  newest: number,
): LetterFate {
  if (aggregate === undefined) return newest > letter.generation ? 'superseded' : 'kept';
  if (aggregate.state === 'completed') return 'succeeded';
  if (aggregate.generation > letter.generation) return 'superseded';
  // From a generation that was never sent: somebody made it up, or the database was set back. A person has to look.
  if (aggregate.generation < letter.generation) return 'kept';
  if (aggregate.state === 'processing') return 'dead';
  return aggregate.state === 'discarded' ? 'discarded' : 'kept';
}
