import type { ResultSetHeader, RowDataPacket, Tx } from '@ballast/database';

/** The business row behind a message, and the states from which it can still die. */
const AGGREGATES = {
  prime_check: { table: 'prime_checks', open: ['processing'], over: ['completed'] },
  email_delivery: { table: 'email_deliveries', open: ['pending', 'sending'], over: ['sent', 'suppressed', 'expired'] },
} as const;

/**
 * `dead`: it is dead now. `over`: it has reached its end already, so nobody has to act on the letter. `unchanged`: a newer
 * generation is under way, it is dead or discarded already, or this kind of message has no row.
 */
export type AggregateFate = 'dead' | 'over' | 'unchanged';

interface AggregateState extends RowDataPacket {
  status: string;
  generation: number;
}

/**
 * Sets a message's business row dead, so that whoever waits for it sees an end. Locks the row before it looks, like
 * everybody who changes its status.
 */
export async function markAggregateDead(
  tx: Tx,
  aggregateType: string,
  id: string,
  generation: number,
): Promise<AggregateFate> {
  if (!isKnown(aggregateType)) return 'unchanged';
  const { table, open, over } = AGGREGATES[aggregateType];
  const [[state]] = await tx.query<AggregateState[]>(
    `SELECT status, generation FROM ${table} WHERE id = ? FOR UPDATE`,
    [id],
  );
  if (state === undefined) return 'unchanged';
  if (includes(over, state.status)) return 'over';
  if (state.generation > generation || !includes(open, state.status)) return 'unchanged';
  const lease = aggregateType === 'email_delivery' ? ', lease_owner = NULL, lease_until = NULL' : '';
  await tx.query<ResultSetHeader>(`UPDATE ${table} SET status = 'dead'${lease} WHERE id = ?`, [id]);
  return 'dead';
}

function isKnown(aggregateType: string): aggregateType is keyof typeof AGGREGATES {
  return Object.hasOwn(AGGREGATES, aggregateType);
}

function includes(states: readonly string[], state: string): boolean {
  return states.includes(state);
}
