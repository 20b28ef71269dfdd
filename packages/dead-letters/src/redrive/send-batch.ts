import type { MessageIdentity } from '@ballast/contracts';
import type { ResultSetHeader, Tx } from '@ballast/database';
import { enqueue, measureMessage, type OutboxMessage } from '@ballast/outbox';
import { type Aggregate, type AggregateType, aggregateTypeOf, lockAggregates, moveAggregates } from '../aggregates.ts';
import { messageKey } from '../message-key.ts';
import { messageIdOf } from '../nameless-letter.ts';
import { applyEditedNumbers } from './apply-edited-numbers.ts';
import { judgeLetter } from './judge-letter.ts';
import { aggregateKey, aggregatesOf } from './judge-letters.ts';
import { type LetterFacts, readLetterFacts } from './letter-facts.ts';
import { readContents } from './read-contents.ts';
import { readSentBy } from './read-jobs-of-letters.ts';
import { buildRedrivenMessage, type LetterContent } from './redriven-message.ts';
import { type RefusalCode, type RefusalReason, refuse } from './refusal.ts';

/** One batch in memory at once; a letter may have a megabyte. */
const MAX_BATCH_BYTES = 8_388_608;

/** Marks an item whose success nobody will report: its message has no business row. */
export const NO_OUTCOME = 'no_outcome';
const NO_OUTCOME_REASON =
  'Nobody reports the success of this message: it counts as succeeded if no new letter comes before the wave’s deadline.';

export interface SendableItem {
  readonly position: number;
  readonly letterId: number;
}

export interface SentBatch {
  readonly sent: number;
  readonly refused: readonly RefusalCode[];
  /** Of `items`, how many were dealt with: fewer when they are large. */
  readonly done: number;
  /** Requests whose state, or whose mail's state, is another now. */
  readonly changedRequests: readonly string[];
}

interface Accepted {
  readonly item: SendableItem;
  readonly letter: LetterFacts;
  readonly content: LetterContent;
  readonly aggregate: Aggregate | undefined;
  readonly message: OutboxMessage;
}

/**
 * Sends a job's next items, in the caller's transaction, which holds the job's row. Compare-and-set for each: business
 * row and letter are locked, and only a pending letter of the row's own, dead generation goes out, as the next one. The
 * others become refused items that say why. Letter, business row, item and outbox row change together or not at all, so
 * a process that dies here has sent the batch or has not begun it.
 */
export async function sendBatch(
  tx: Tx,
  job: { readonly id: string; readonly force: boolean },
  items: readonly SendableItem[],
): Promise<SentBatch> {
  // Subject and message id of a letter never change, so they may be read before its lock is taken: business rows first.
  const known = await readLetterFacts(
    tx,
    items.map(({ letterId }) => letterId),
    { lock: false },
  );
  const batch = cutToSize(items, known);
  const ids = batch.map(({ letterId }) => letterId);
  const aggregates = await aggregatesOf(
    ids.flatMap((id) => known.get(id) ?? []),
    (type, keys) => lockAggregates(tx, type, keys),
  );
  const letters = await readLetterFacts(tx, ids, { lock: true });
  const contents = await readContents(tx, ids);
  const sentBy = await readSentBy(
    tx,
    [...letters.values()].filter(({ status }) => status === 'reprocessing').map(({ id }) => id),
  );

  const accepted: Accepted[] = [];
  const refused: { item: SendableItem; refusal: RefusalReason }[] = [];
  const taken = new Set<string>();
  for (const item of batch) {
    const letter = letters.get(item.letterId);
    const content = contents.get(item.letterId);
    const aggregate = letter === undefined ? undefined : aggregates.get(aggregateKey(letter));
    const refusal =
      letter === undefined
        ? refuse.unknownLetter()
        : judgeLetter(letter, { aggregate, force: job.force, sentBy: sentBy.get(letter.id) });
    if (letter === undefined || refusal !== undefined) {
      refused.push({ item, refusal: refusal ?? refuse.unknownLetter() });
    } else if (content === undefined) {
      refused.push({ item, refusal: refuse.payloadNotText() });
    } else if (taken.has(messageKey(letter.subject, messageIdOf(letter)))) {
      refused.push({ item, refusal: refuse.generationChanged(letter, letter.generation + 1) });
    } else {
      const message = buildRedrivenMessage(content, nextIdentity(letter, aggregate));
      const { fault } = measureMessage(message);
      if (fault !== undefined) refused.push({ item, refusal: refuse.tooLarge(fault) });
      else {
        taken.add(messageKey(letter.subject, messageIdOf(letter)));
        accepted.push({ item, letter, content, aggregate, message });
      }
    }
  }
  await applyEditedNumbers(
    tx,
    accepted.filter(({ aggregate }) => aggregate !== undefined).map(({ content }) => content),
  );
  await markReprocessing(tx, accepted);
  await markSent(tx, job.id, accepted);
  await refuseItems(tx, job.id, refused);
  await enqueue(
    tx,
    accepted.map(({ message }) => message),
  );
  const changedRequests = await moveOn(tx, accepted);
  return {
    sent: accepted.length,
    refused: refused.map(({ refusal }) => refusal.code),
    done: batch.length,
    changedRequests,
  };
}

/** As many items as fit into memory together; always one. */
function cutToSize(items: readonly SendableItem[], letters: ReadonlyMap<number, LetterFacts>): SendableItem[] {
  let bytes = 0;
  const end = items.findIndex(({ letterId }, i) => {
    bytes += letters.get(letterId)?.bytes ?? 0;
    return i > 0 && bytes > MAX_BATCH_BYTES;
  });
  return end === -1 ? [...items] : items.slice(0, end);
}

function nextIdentity(letter: LetterFacts, aggregate: Aggregate | undefined): MessageIdentity {
  return {
    id: messageIdOf(letter),
    generation: letter.generation + 1,
    enqueue: (aggregate?.enqueueCount ?? 0) + 1,
  };
}

/** Business rows last: with them go the ledger's counters, which everybody locks after all the rest. */
async function moveOn(tx: Tx, accepted: readonly Accepted[]): Promise<string[]> {
  const rows: Record<AggregateType, Aggregate[]> = { prime_check: [], email_delivery: [] };
  for (const { letter, aggregate } of accepted) {
    const type = aggregateTypeOf(letter.subject);
    if (aggregate !== undefined && type !== undefined) rows[type].push(aggregate);
  }
  for (const type of ['prime_check', 'email_delivery'] as const) {
    if (rows[type].length > 0) await moveAggregates(tx, type, rows[type], 'processing', { nextGeneration: true });
  }
  return [...rows.prime_check, ...rows.email_delivery].map(({ requestId }) => requestId);
}

async function markReprocessing(tx: Tx, accepted: readonly Accepted[]): Promise<void> {
  if (accepted.length === 0) return;
  const [{ affectedRows }] = await tx.query<ResultSetHeader>(
    `UPDATE dead_letter_messages FORCE INDEX (PRIMARY)
        SET status = 'reprocessing', last_retry_at = NOW(3), retry_count = generation + 1
      WHERE id IN (?) AND status = 'pending'`,
    [accepted.map(({ letter }) => letter.id)],
  );
  if (affectedRows !== accepted.length) throw new Error(`${affectedRows} of ${accepted.length} locked letters changed`);
}

async function markSent(tx: Tx, jobId: string, accepted: readonly Accepted[]): Promise<void> {
  for (const hasOutcome of [true, false]) {
    const positions = accepted
      .filter(({ aggregate }) => (aggregate !== undefined) === hasOutcome)
      .map(({ item }) => item.position);
    if (positions.length === 0) continue;
    await tx.query(
      `UPDATE redrive_job_items FORCE INDEX (PRIMARY) SET state = 'sent', sent_at = NOW(3), reason_code = ?, reason = ?
        WHERE job_id = ? AND position IN (?) AND state = 'waiting'`,
      [hasOutcome ? null : NO_OUTCOME, hasOutcome ? null : NO_OUTCOME_REASON, jobId, positions],
    );
  }
}

async function refuseItems(
  tx: Tx,
  jobId: string,
  refused: readonly { item: SendableItem; refusal: RefusalReason }[],
): Promise<void> {
  if (refused.length === 0) return;
  const codes = refused.flatMap(({ item, refusal }) => [item.position, refusal.code]);
  const reasons = refused.flatMap(({ item, refusal }) => [item.position, refusal.reason.slice(0, 500)]);
  const whens = refused.map(() => 'WHEN ? THEN ?').join(' ');
  await tx.query(
    `UPDATE redrive_job_items FORCE INDEX (PRIMARY)
        SET state = 'refused', reason_code = CASE position ${whens} END, reason = CASE position ${whens} END,
            finished_at = NOW(3)
      WHERE job_id = ? AND position IN (?) AND state = 'waiting'`,
    [...codes, ...reasons, jobId, refused.map(({ item }) => item.position)],
  );
}
