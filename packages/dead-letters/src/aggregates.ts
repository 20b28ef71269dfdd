import { SUBJECT } from '@ballast/contracts';
import type { ResultSetHeader, RowDataPacket, Tx } from '@ballast/database';
import { type LedgerState, recordLedger } from '@ballast/ledger';
import { DeadLetterError } from './dead-letter-error.ts';
import type { Queryable } from './queryable.ts';

/** The business row behind each kind of message, and what its states mean to the ledger. */
const AGGREGATES = {
  prime_check: {
    table: 'prime_checks',
    ledger: 'requests',
    requestId: 'id',
    states: { processing: 'processing', completed: 'completed', dead: 'dead', discarded: 'discarded' },
    /** The state in which it waits to be worked on again. */
    waiting: 'processing',
    clearLease: '',
  },
  email_delivery: {
    table: 'email_deliveries',
    ledger: 'emails',
    requestId: 'aggregate_id',
    states: {
      pending: 'processing',
      sending: 'processing',
      sent: 'completed',
      suppressed: 'completed',
      expired: 'completed',
      dead: 'dead',
      discarded: 'discarded',
    },
    waiting: 'pending',
    clearLease: ', lease_owner = NULL, lease_until = NULL',
  },
} as const satisfies Record<
  string,
  {
    table: string;
    ledger: 'requests' | 'emails';
    requestId: string;
    states: Readonly<Record<string, LedgerState>>;
    waiting: string;
    clearLease: string;
  }
>;

export type AggregateType = keyof typeof AGGREGATES;
export const AGGREGATE_TYPES = Object.keys(AGGREGATES) as readonly AggregateType[];

const TYPE_BY_SUBJECT: Readonly<Record<string, AggregateType>> = {
  [SUBJECT.primeCheck]: 'prime_check',
  [SUBJECT.emailSend]: 'email_delivery',
};

/** A business row. */
export interface Aggregate {
  readonly id: string;
  /** As its table has it. */
  readonly status: string;
  readonly state: LedgerState;
  readonly generation: number;
  readonly enqueueCount: number;
  /** Whoever waits for this request sees the row's changes: the row's own id, or for a mail what it is about. */
  readonly requestId: string;
}

/** What a work subject's messages are about; `undefined` for the messages of other producers. */
export function aggregateTypeOf(subject: string): AggregateType | undefined {
  return Object.hasOwn(TYPE_BY_SUBJECT, subject) ? TYPE_BY_SUBJECT[subject] : undefined;
}

interface AggregateRecord extends RowDataPacket {
  id: string;
  status: string;
  generation: number;
  enqueue_count: number;
  request_id: string;
}

/**
 * Locks business rows in the order of their ids, and reads them. Ids without a row are left out. Whoever needs rows of
 * both types takes the prime checks first, and every other lock of the transaction after both.
 */
export async function lockAggregates(
  tx: Tx,
  type: AggregateType,
  ids: readonly string[],
): Promise<Map<string, Aggregate>> {
  return await selectAggregates(tx, type, ids, 'FOR UPDATE');
}

/** Reads business rows without locking them: for a look, never for a change. */
export async function readAggregates(
  connection: Queryable,
  type: AggregateType,
  ids: readonly string[],
): Promise<Map<string, Aggregate>> {
  return await selectAggregates(connection, type, ids, '');
}

async function selectAggregates(
  connection: Queryable,
  type: AggregateType,
  ids: readonly string[],
  lock: 'FOR UPDATE' | '',
): Promise<Map<string, Aggregate>> {
  if (ids.length === 0) return new Map();
  const { table, states, requestId } = AGGREGATES[type];
  const [rows] = await connection.query<AggregateRecord[]>(
    `SELECT id, status, generation, enqueue_count, ${requestId} AS request_id FROM ${table} FORCE INDEX (PRIMARY)
     WHERE id IN (?) ORDER BY id ${lock}`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, toAggregate(row, states)]));
}

function toAggregate(row: AggregateRecord, states: Readonly<Record<string, LedgerState>>): Aggregate {
  const state = states[row.status];
  if (state === undefined) throw new DeadLetterError('unknown_state', `${row.id} is ${row.status}, whatever that is`);
  return {
    id: row.id,
    status: row.status,
    state,
    generation: row.generation,
    enqueueCount: row.enqueue_count,
    requestId: row.request_id,
  };
}

/**
 * Sets locked business rows to another state, ends their leases, and counts the change in the ledger, whose counters are
 * locked near the end of the lock order: what comes before them in that order has to be done before this is called.
 * `nextGeneration` raises generation and enqueue count by one each, as a redrive does.
 *
 * @throws DeadLetterError `already_completed` when a row has reached its good end, which nothing takes from it.
 */
export async function moveAggregates(
  tx: Tx,
  type: AggregateType,
  rows: readonly Aggregate[],
  to: 'dead' | 'discarded' | 'processing',
  options: { readonly nextGeneration?: boolean } = {},
): Promise<void> {
  if (rows.length === 0) return;
  const completed = rows.find(({ state }) => state === 'completed');
  if (completed !== undefined) throw new DeadLetterError('already_completed', `${completed.id} is ${completed.status}`);
  const { table, ledger, waiting, clearLease } = AGGREGATES[type];
  const generation =
    options.nextGeneration === true ? ', generation = generation + 1, enqueue_count = enqueue_count + 1' : '';
  const [result] = await tx.query<ResultSetHeader>(
    `UPDATE ${table} FORCE INDEX (PRIMARY) SET status = ?${clearLease}${generation} WHERE id IN (?)`,
    [to === 'processing' ? waiting : to, rows.map(({ id }) => id)],
  );
  if (result.affectedRows !== rows.length) {
    throw new DeadLetterError('not_locked', `${result.affectedRows} of ${rows.length} rows of ${table} were there`);
  }
  await recordLedger(tx, countMoves(ledger, rows, to));
}

function countMoves(ledger: 'requests' | 'emails', rows: readonly Aggregate[], to: LedgerState) {
  const counts = new Map<LedgerState, number>();
  for (const { state } of rows) if (state !== to) counts.set(state, (counts.get(state) ?? 0) + 1);
  return Array.from(counts, ([from, count]) => ({ ledger, from, to, count }));
}
