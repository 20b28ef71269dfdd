import { appendAudit } from '@ballast/audit';
import type { Refusal } from '@ballast/contracts/operators';
import { type Database, type ResultSetHeader, type Tx, withTransaction } from '@ballast/database';
import { v7 as uuidv7 } from 'uuid';
import { type Aggregate, type AggregateType, aggregateTypeOf, lockAggregates, moveAggregates } from '../aggregates.ts';
import { chunks } from '../chunks.ts';
import { type ChosenLetters, chooseLetters } from '../redrive/choose-letters.ts';
import { judgeState } from '../redrive/judge-letter.ts';
import { aggregateKey, aggregatesOf } from '../redrive/judge-letters.ts';
import { type LetterFacts, readLetterFacts } from '../redrive/letter-facts.ts';
import { readSentBy } from '../redrive/read-jobs-of-letters.ts';
import type { Selection } from '../redrive/redrive-request.ts';
import { type RefusalReason, refuse } from '../redrive/refusal.ts';

/** Letters of one transaction: those waiting for their business rows wait for little. */
const BATCH = 500;

/** Which letters to discard, who says so and why. */
export interface DiscardRequest {
  readonly selection: Selection;
  readonly actor: string;
  readonly reason: string;
}

/** What was discarded, and what was not and why. */
export interface DiscardAnswer {
  /** Names this act for an undo. */
  readonly discard_id: string;
  readonly discarded: number;
  readonly refused: Refusal[];
}

/**
 * Discards pending letters: what they asked for is given up until somebody undoes it. Letter, business row, ledger and
 * audit change together, in batches of transactions: when the process dies in between, the batches that were committed stay
 * discarded under their id.
 *
 * @throws QueryError when the selection's query is none.
 */
export async function discardLetters(db: Database, request: DiscardRequest): Promise<DiscardAnswer> {
  const chosen = await chooseLetters(db, request.selection);
  const discardId = uuidv7();
  const outcome = await changeInBatches(db, chosen, (tx, ids) => discardBatch(tx, ids, discardId, request));
  return { discard_id: discardId, discarded: outcome.changed, refused: outcome.refused };
}

/** What became of some letters, by letter id. */
export type BatchOutcome = ReadonlyMap<number, 'changed' | RefusalReason>;

/** Runs an act over chosen letters in batches, and says of each reference what became of it. */
export async function changeInBatches(
  db: Database,
  chosen: ChosenLetters,
  act: (tx: Tx, ids: readonly number[]) => Promise<BatchOutcome>,
): Promise<{ changed: number; refused: Refusal[] }> {
  const toRefusal = (message_id: string, { code, reason }: RefusalReason) => ({ message_id, code, reason });
  const refused: Refusal[] = chosen.unknown.map((reference) => toRefusal(reference, refuse.unknownLetter()));
  const references = new Map(chosen.letters.map(({ id, reference }) => [id, reference]));
  let changed = 0;
  for (const ids of chunks([...references.keys()], BATCH)) {
    const outcome = await withTransaction(db, (tx) => act(tx, ids));
    for (const id of ids) {
      const one = outcome.get(id) ?? refuse.unknownLetter();
      if (one === 'changed') changed += 1;
      else refused.push(toRefusal(references.get(id) ?? String(id), one));
    }
  }
  return { changed, refused };
}

async function discardBatch(
  tx: Tx,
  ids: readonly number[],
  discardId: string,
  { actor, reason }: DiscardRequest,
): Promise<BatchOutcome> {
  const { letters, aggregates } = await lockLettersWithAggregates(tx, ids);
  const sentBy = await readSentBy(
    tx,
    letters.filter(({ status }) => status === 'reprocessing').map(({ id }) => id),
  );
  const outcome = new Map<number, 'changed' | RefusalReason>();
  for (const letter of letters) {
    const state = { aggregate: aggregates.get(aggregateKey(letter)), sentBy: sentBy.get(letter.id) };
    outcome.set(letter.id, judgeState(letter, state) ?? 'changed');
  }
  const changed = letters.filter(({ id }) => outcome.get(id) === 'changed');
  if (changed.length === 0) return outcome;
  await expectAll(
    changed.length,
    tx.query<ResultSetHeader>(
      `UPDATE dead_letter_messages FORCE INDEX (PRIMARY)
          SET status = 'discarded', discard_id = ?, resolved_at = NOW(3), resolved_by = ?
        WHERE id IN (?) AND status = 'pending'`,
      [discardId, actor.slice(0, 255), changed.map(({ id }) => id)],
    ),
  );
  await moveWith(tx, changed, aggregates, 'discarded');
  await auditLetters(tx, changed, { act: 'letter.discard', actor, reason, discardId });
  return outcome;
}

/** Business rows first, then letters, each in the order of their ids. */
export async function lockLettersWithAggregates(
  tx: Tx,
  ids: readonly number[],
): Promise<{ letters: LetterFacts[]; aggregates: Map<string, Aggregate> }> {
  const known = await readLetterFacts(tx, ids, { lock: false });
  const aggregates = await aggregatesOf(known.values(), (type, keys) => lockAggregates(tx, type, keys));
  return { letters: [...(await readLetterFacts(tx, ids, { lock: true })).values()], aggregates };
}

/** Moves the business rows of letters that changed. */
export async function moveWith(
  tx: Tx,
  letters: readonly LetterFacts[],
  aggregates: ReadonlyMap<string, Aggregate>,
  to: 'dead' | 'discarded',
): Promise<void> {
  const rows: Record<AggregateType, Aggregate[]> = { prime_check: [], email_delivery: [] };
  for (const letter of letters) {
    const type = aggregateTypeOf(letter.subject);
    const aggregate = aggregates.get(aggregateKey(letter));
    if (type !== undefined && aggregate !== undefined) rows[type].push(aggregate);
  }
  for (const type of ['prime_check', 'email_delivery'] as const) {
    if (rows[type].length > 0) await moveAggregates(tx, type, rows[type], to);
  }
}

/** One entry a letter: what was done to one thing is found under its name. */
export async function auditLetters(
  tx: Tx,
  letters: readonly LetterFacts[],
  act: { act: 'letter.discard' | 'letter.undo'; actor: string; reason: string; discardId: string | undefined },
): Promise<void> {
  await appendAudit(
    tx,
    letters.map(({ id, messageId, generation }) => ({
      actor: act.actor,
      act: act.act,
      targetType: 'letter' as const,
      targetId: String(id),
      reason: act.reason,
      outcome: 'done' as const,
      details: { message_id: messageId, generation, ...(act.discardId !== undefined && { discard_id: act.discardId }) },
    })),
  );
}

export async function expectAll(count: number, update: Promise<[ResultSetHeader, unknown]>): Promise<void> {
  const [{ affectedRows }] = await update;
  if (affectedRows !== count) throw new Error(`${affectedRows} of ${count} locked letters changed`);
}
