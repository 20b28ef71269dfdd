import type { RowDataPacket, Tx } from '@ballast/database';
import type { EMAIL_DELIVERY_STATES, PRIME_CHECK_CERTAINTIES } from '@ballast/database/schema';
import type { Delivery } from './delivery.ts';

interface DeliveryRow extends RowDataPacket {
  kind: string;
  aggregate_id: string;
  recipient: string;
  status: (typeof EMAIL_DELIVERY_STATES)[number];
  generation: number;
  lease_owner: string | null;
  lease_left_ms: number | null;
  is_expired: number;
  is_suppressed: number;
  number: string | null;
  is_prime: number | null;
  certainty: (typeof PRIME_CHECK_CERTAINTIES)[number] | null;
}

export interface DeliveryState {
  readonly delivery: Delivery;
  readonly status: DeliveryRow['status'];
  readonly generation: number;
  readonly leaseOwner: string | undefined;
  /** Time left of the lease that somebody has on it, by the database's clock; 0 when nobody has. */
  readonly leaseLeftMs: number;
  readonly isExpired: boolean;
  readonly isSuppressed: boolean;
}

const READ = `SELECT d.kind, d.aggregate_id, d.recipient, d.status, d.generation, d.lease_owner,
    TIMESTAMPDIFF(MICROSECOND, CURRENT_TIMESTAMP(3), d.lease_until) DIV 1000 AS lease_left_ms,
    d.expires_at IS NOT NULL AND d.expires_at <= CURRENT_TIMESTAMP(3) AS is_expired,
    EXISTS (SELECT 1 FROM mail_suppressions s WHERE s.address = LOWER(d.recipient)) AS is_suppressed,
    p.number, p.is_prime, p.certainty
  FROM email_deliveries d
  LEFT JOIN prime_checks p ON d.kind = 'prime_check_result' AND p.id = d.aggregate_id
  WHERE d.id = ?`;

/** A delivery as it is now, with what its mail is about. Locks nothing. */
export async function readDelivery(tx: Tx, id: string): Promise<DeliveryState | undefined> {
  const [[row]] = await tx.execute<DeliveryRow[]>(READ, [id]);
  return row === undefined ? undefined : toState(id, row);
}

function toState(id: string, row: DeliveryRow): DeliveryState {
  const { number, is_prime: isPrime, certainty } = row;
  const hasVerdict = number !== null && isPrime !== null && certainty !== null;
  return {
    delivery: {
      id,
      kind: row.kind,
      aggregateId: row.aggregate_id,
      recipient: row.recipient,
      ...(hasVerdict && { result: { number, isPrime: isPrime === 1, certainty } }),
    },
    status: row.status,
    generation: row.generation,
    leaseOwner: row.lease_owner ?? undefined,
    leaseLeftMs: row.status === 'sending' ? Math.max(0, Number(row.lease_left_ms ?? 0)) : 0,
    isExpired: row.is_expired === 1,
    isSuppressed: row.is_suppressed === 1,
  };
}
