import type { Refusal } from '@ballast/contracts/operators';
import type { Database, ResultSetHeader, RowDataPacket, Tx } from '@ballast/database';
import { ActError } from '../act-error.ts';
import type { Aggregate } from '../aggregates.ts';
import { type ChosenLetters, chooseLetters, chosenById } from '../redrive/choose-letters.ts';
import { aggregateKey } from '../redrive/judge-letters.ts';
import type { LetterFacts } from '../redrive/letter-facts.ts';
import { type RefusalReason, refuse } from '../redrive/refusal.ts';
import {
  auditLetters,
  type BatchOutcome,
  changeInBatches,
  expectAll,
  lockLettersWithAggregates,
  moveWith,
} from './discard-letters.ts';

/** Which discards to take back, who says so and why. */
export interface UndoRequest {
  /** A whole act of discarding, or single letters. */
  readonly selection: { readonly discardId: string } | { readonly ids: readonly string[] };
  readonly actor: string;
  readonly reason: string;
}

/** What was restored, and what was not and why. */
export interface UndoAnswer {
  readonly restored: number;
  readonly refused: Refusal[];
}

/**
 * Takes a discard back: letters are pending and their business rows dead again, as if nothing had been. What was done or
 * redriven in another way meanwhile is refused with its reason.
 *
 * @throws ActError `not_found` when nothing is discarded under this id.
 */
export async function undoDiscard(db: Database, request: UndoRequest): Promise<UndoAnswer> {
  const chosen = await choose(db, request.selection);
  const { changed, refused } = await changeInBatches(db, chosen, (tx, ids) => undoBatch(tx, ids, request));
  return { restored: changed, refused };
}

async function choose(db: Database, selection: UndoRequest['selection']): Promise<ChosenLetters> {
  if ('ids' in selection) return await chooseLetters(db, selection);
  const [rows] = await db.withConnection((connection) =>
    connection.query<RowDataPacket[]>('SELECT id FROM dead_letter_messages WHERE discard_id = ? ORDER BY id', [
      selection.discardId,
    ]),
  );
  if (rows.length === 0) throw new ActError('not_found', `Nothing is discarded under ${selection.discardId}.`);
  return chosenById(rows.map(({ id }) => Number(id)));
}

async function undoBatch(tx: Tx, ids: readonly number[], { actor, reason }: UndoRequest): Promise<BatchOutcome> {
  const { letters, aggregates } = await lockLettersWithAggregates(tx, ids);
  const outcome = new Map<number, 'changed' | RefusalReason>();
  for (const letter of letters) {
    outcome.set(letter.id, judgeUndo(letter, aggregates.get(aggregateKey(letter))) ?? 'changed');
  }
  const changed = letters.filter(({ id }) => outcome.get(id) === 'changed');
  if (changed.length === 0) return outcome;
  await expectAll(
    changed.length,
    tx.query<ResultSetHeader>(
      `UPDATE dead_letter_messages FORCE INDEX (PRIMARY)
          SET status = 'pending', discard_id = NULL, resolved_at = NULL, resolved_by = NULL
        WHERE id IN (?) AND status = 'discarded'`,
      [changed.map(({ id }) => id)],
    ),
  );
  await moveWith(tx, changed, aggregates, 'dead');
  await auditLetters(tx, changed, { act: 'letter.undo', actor, reason, discardId: undefined });
  return outcome;
}

function judgeUndo(letter: LetterFacts, aggregate: Aggregate | undefined): RefusalReason | undefined {
  if (letter.status !== 'discarded') return refuse.notDiscarded(letter.status);
  if (aggregate === undefined) return undefined;
  if (aggregate.state === 'completed') return refuse.alreadyCompleted();
  if (aggregate.generation !== letter.generation) return refuse.generationChanged(letter, aggregate.generation);
  if (aggregate.state !== 'discarded') return refuse.notDead(aggregate.status);
  return undefined;
}
