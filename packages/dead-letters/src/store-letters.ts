import type { RowDataPacket, Tx } from '@ballast/database';
import {
  AGGREGATE_TYPES,
  type Aggregate,
  type AggregateType,
  aggregateTypeOf,
  lockAggregates,
  moveAggregates,
} from './aggregates.ts';
import { compare } from './compare.ts';
import { countLetters } from './count-letters.ts';
import { DeadLetterError } from './dead-letter-error.ts';
import { failRedriveItems } from './fail-redrive-items.ts';
import { insertLetters } from './insert-letters.ts';
import { fateOf, type JudgedLetter, type LetterFate } from './letter-fate.ts';
import type { LetterInput } from './letter-input.ts';
import { placeLetters } from './letter-keys.ts';
import { type LetterRow, toLetterRow } from './letter-row.ts';
import { messageKey, messageKeyOf } from './message-key.ts';
import { supersedeLetters } from './supersede-letters.ts';
import { upsertGroups } from './upsert-groups.ts';

/** What became of one letter that was told. */
export interface StoredLetter {
  readonly key: string;
  /** `known`: it was stored before, and nothing has changed. `dead` may be of one that was stored before, too. */
  readonly fate: LetterFate | 'known';
  /** The request whose page changes, where one does. */
  readonly requestId: string | undefined;
}

/**
 * Stores letters, each once, with all that follows from them: the business row of an open generation is dead, older
 * letters of the message and the redrive that it came back from have their end, group and hour count it. In the caller's
 * transaction, in the order of locks that everybody keeps: business rows by id, letters, redrive items, groups,
 * statistics, ledger. One result for each letter, in their order.
 *
 * @param by who stores them: `resolved_by` of what is over already.
 * @throws DatabaseError `refused_row` only for what is not the letters' fault.
 */
export async function storeLetters(
  tx: Tx,
  letters: readonly LetterInput[],
  by = 'dlq-manager',
): Promise<StoredLetter[]> {
  const rows = letters.map(toLetterRow);
  const aggregates = await lockAll(tx, rows);
  const unique = firstOfEach(rows);
  const waiting = await findWaiting(tx, unique, aggregates);
  await supersedeLetters(tx, waiting, by);
  const inserted = await insertNew(tx, unique, aggregates, by);
  const judged = [...waiting, ...inserted];
  await failRedriveItems(tx, judged);
  await upsertGroups(tx, inserted);
  await countLetters(tx, inserted);
  await killAggregates(tx, judged);
  return tell(rows, judged);
}

async function lockAll(tx: Tx, rows: readonly LetterRow[]): Promise<ReadonlyMap<LetterRow, Aggregate>> {
  const found = new Map<LetterRow, Aggregate>();
  for (const type of AGGREGATE_TYPES) {
    const ofType = rows.filter((row) => row.messageId !== null && aggregateTypeOf(row.subject) === type);
    const locked = await lockAggregates(tx, type, [...new Set(ofType.map((row) => row.messageId as string))]);
    for (const row of ofType) {
      const aggregate = locked.get(row.messageId as string);
      if (aggregate !== undefined) found.set(row, aggregate);
    }
  }
  return found;
}

/**
 * Letters that are stored and pending although their business row is open in their generation. A letter and its row's
 * death are one transaction, so this is left of a database that was set back: the letter came from a generation that the
 * row had not reached again, and was kept. Now it has, and has failed once more: the row dies, and the letter stands for it.
 */
async function findWaiting(
  tx: Tx,
  rows: readonly LetterRow[],
  aggregates: ReadonlyMap<LetterRow, Aggregate>,
): Promise<JudgedLetter[]> {
  const dying = rows.filter((row) => {
    const aggregate = aggregates.get(row);
    return aggregate !== undefined && fateOf(row, aggregate, 0) === 'dead';
  });
  return [...(await placeLetters(tx, dying))].flatMap(([row, { key, status }]): JudgedLetter[] =>
    status === 'pending' ? [{ row, aggregate: aggregates.get(row), fate: 'dead', key }] : [],
  );
}

/**
 * Inserts what is not there yet. Another process may be storing the same letter: once it has committed, its key is taken,
 * and what is left to insert is looked up anew.
 */
async function insertNew(
  tx: Tx,
  rows: readonly LetterRow[],
  aggregates: ReadonlyMap<LetterRow, Aggregate>,
  by: string,
): Promise<JudgedLetter[]> {
  const inserted: JudgedLetter[] = [];
  let waiting = rows;
  for (let round = 0; waiting.length > 0; round += 1) {
    if (round > rows.length) throw new DeadLetterError('key_taken', 'a key is taken by a letter that cannot be seen');
    const judged = await judgeNew(tx, waiting, aggregates);
    await supersedeLetters(tx, judged, by);
    const count = await insertLetters(tx, judged, by);
    inserted.push(...judged.slice(0, count));
    waiting = judged.slice(count).map(({ row }) => row);
  }
  return inserted;
}

async function judgeNew(
  tx: Tx,
  rows: readonly LetterRow[],
  aggregates: ReadonlyMap<LetterRow, Aggregate>,
): Promise<JudgedLetter[]> {
  const fresh = [...(await placeLetters(tx, rows))].filter(([, { status }]) => status === undefined);
  const newest = await newestGenerations(
    tx,
    fresh.map(([row]) => row),
    aggregates,
  );
  return fresh.map(([row, { key }]) => {
    const aggregate = aggregates.get(row);
    return { row, aggregate, fate: fateOf(row, aggregate, newest.get(messageKeyOf(row)) ?? 0), key };
  });
}

/** Of messages without a business row, the letters alone say which generation is the newest. */
async function newestGenerations(
  tx: Tx,
  rows: readonly LetterRow[],
  aggregates: ReadonlyMap<LetterRow, Aggregate>,
): Promise<ReadonlyMap<string, number>> {
  const alone = rows.filter((row) => row.messageId !== null && !aggregates.has(row));
  const newest = new Map<string, number>();
  const note = (key: string, generation: number) => newest.set(key, Math.max(newest.get(key) ?? 0, generation));
  if (alone.length === 0) return newest;
  const [stored] = await tx.query<(RowDataPacket & { id: string; subject: string; generation: number })[]>(
    `SELECT original_message_id AS id, original_subject AS subject, MAX(generation) AS generation
     FROM dead_letter_messages WHERE original_message_id IN (?) GROUP BY original_message_id, original_subject`,
    [[...new Set(alone.map((row) => row.messageId))]],
  );
  for (const { id, subject, generation } of stored) note(messageKey(subject, id), generation);
  for (const row of alone) note(messageKeyOf(row), row.generation);
  return newest;
}

/** Last, since it ends with the ledger's counters; the rows have been locked since the beginning. */
async function killAggregates(tx: Tx, judged: readonly JudgedLetter[]): Promise<void> {
  for (const type of AGGREGATE_TYPES) {
    await moveAggregates(tx, type, dyingOf(judged, type), 'dead');
  }
}

function dyingOf(judged: readonly JudgedLetter[], type: AggregateType): Aggregate[] {
  const dying = judged.flatMap(({ row, aggregate, fate }) =>
    fate === 'dead' && aggregate !== undefined && aggregateTypeOf(row.subject) === type ? [aggregate] : [],
  );
  return [...new Set(dying)];
}

/** In the order of their keys: two processes that insert the same ones wait for each other, and never in a circle. */
function firstOfEach(rows: readonly LetterRow[]): LetterRow[] {
  const first = new Map<string, LetterRow>();
  for (const row of rows) {
    const key = `${row.key} ${row.subject}`;
    if (!first.has(key)) first.set(key, row);
  }
  return [...first.values()].sort((one, other) => compare(one.key, other.key) || compare(one.subject, other.subject));
}

function tell(rows: readonly LetterRow[], judged: readonly JudgedLetter[]): StoredLetter[] {
  const stored = new Map(judged.map((one) => [one.row, one]));
  return rows.map((row) => {
    const one = stored.get(row);
    const requestId = one?.fate === 'dead' ? one.aggregate?.requestId : undefined;
    return { key: one?.key ?? row.key, fate: one?.fate ?? 'known', requestId };
  });
}
