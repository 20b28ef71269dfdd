import { type Aggregate, type AggregateType, aggregateTypeOf, readAggregates } from '../aggregates.ts';
import { chunks } from '../chunks.ts';
import type { Queryable } from '../queryable.ts';
import { judgeLetter } from './judge-letter.ts';
import { type LetterFacts, readLetterFacts } from './letter-facts.ts';
import { readQueuedBy, readSentBy } from './read-jobs-of-letters.ts';
import type { RefusalReason } from './refusal.ts';

const CHUNK = 1_000;

export interface JudgedLetter {
  readonly letter: LetterFacts;
  readonly refusal: RefusalReason | undefined;
}

/**
 * Says of each letter whether it can be redriven, as things stand. With `lock` the letters are held meanwhile, so that of
 * two jobs that are made at once with one letter the second knows of the first. What is gone is left out.
 */
export async function judgeLetters(
  connection: Queryable,
  ids: readonly number[],
  { force, lock }: { force: boolean; lock: boolean },
): Promise<JudgedLetter[]> {
  const judged: JudgedLetter[] = [];
  for (const some of chunks(lock ? ids.toSorted((a, b) => a - b) : ids, CHUNK)) {
    const letters = [...(await readLetterFacts(connection, some, { lock })).values()];
    const aggregates = await readAggregatesOf(connection, letters);
    const queued = await readQueuedBy(connection, idsOf(letters));
    const sent = await readSentBy(connection, idsOf(letters.filter(({ status }) => status === 'reprocessing')));
    for (const letter of letters) {
      const refusal = judgeLetter(letter, {
        aggregate: aggregates.get(aggregateKey(letter)),
        force,
        queuedBy: queued.get(letter.id),
        sentBy: sent.get(letter.id),
      });
      judged.push({ letter, refusal });
    }
  }
  return judged;
}

/** The business rows behind letters, by `aggregateKey`. */
export async function aggregatesOf(
  letters: Iterable<Pick<LetterFacts, 'subject' | 'messageId'>>,
  read: (type: AggregateType, ids: string[]) => Promise<Map<string, Aggregate>>,
): Promise<Map<string, Aggregate>> {
  const idsByType: Record<AggregateType, Set<string>> = { prime_check: new Set(), email_delivery: new Set() };
  for (const { subject, messageId } of letters) {
    const type = aggregateTypeOf(subject);
    if (type !== undefined && messageId !== null) idsByType[type].add(messageId);
  }
  const found = new Map<string, Aggregate>();
  // requests first, then mails: the order in which everybody locks them
  for (const type of ['prime_check', 'email_delivery'] as const) {
    if (idsByType[type].size === 0) continue;
    for (const aggregate of (await read(type, [...idsByType[type]])).values()) {
      found.set(`${type}/${aggregate.id}`, aggregate);
    }
  }
  return found;
}

export function aggregateKey({ subject, messageId }: Pick<LetterFacts, 'subject' | 'messageId'>): string {
  return `${aggregateTypeOf(subject)}/${messageId}`;
}

async function readAggregatesOf(connection: Queryable, letters: readonly LetterFacts[]) {
  return await aggregatesOf(letters, (type, ids) => readAggregates(connection, type, ids));
}

function idsOf(letters: readonly LetterFacts[]): number[] {
  return letters.map(({ id }) => id);
}
