import type { Refusal } from '@ballast/contracts/operators';
import type { Queryable } from '../queryable.ts';
import type { ChosenLetters } from './choose-letters.ts';
import { judgeLetters } from './judge-letters.ts';
import type { LetterFacts } from './letter-facts.ts';
import { type RefusalReason, refuse } from './refusal.ts';

export interface JudgedSelection {
  /** Letters to be sent, in the selection's order, each once. */
  readonly letters: readonly LetterFacts[];
  /** What named them. */
  readonly accepted: readonly string[];
  readonly refused: readonly RefusedReference[];
}

export interface RefusedReference extends RefusalReason {
  readonly reference: string;
  readonly letter: LetterFacts | undefined;
}

/** Divides a selection into what can be redriven and what cannot. */
export async function judgeSelection(
  connection: Queryable,
  chosen: ChosenLetters,
  options: { force: boolean; lock: boolean },
): Promise<JudgedSelection> {
  const ids = [...new Set(chosen.letters.map(({ id }) => id))];
  const judged = new Map((await judgeLetters(connection, ids, options)).map((one) => [one.letter.id, one]));
  const letters = new Map<number, LetterFacts>();
  const accepted: string[] = [];
  const unknown = (reference: string) => ({ reference, letter: undefined, ...refuse.unknownLetter() });
  const refused: RefusedReference[] = chosen.unknown.map(unknown);
  for (const { reference, id } of chosen.letters) {
    const verdict = judged.get(id);
    if (verdict === undefined) refused.push(unknown(reference));
    else if (verdict.refusal !== undefined) refused.push({ reference, letter: verdict.letter, ...verdict.refusal });
    else {
      letters.set(id, verdict.letter);
      accepted.push(reference);
    }
  }
  return { letters: [...letters.values()], accepted, refused };
}

export function toRefusal({ reference, code, reason }: RefusedReference): Refusal {
  return { message_id: reference, code, reason };
}
