import { RECIPIENT_COLUMNS, RECIPIENT_JOINS, type RecipientRow } from '@ballast/addresses';
import type { RowDataPacket, Tx } from '@ballast/database';
import type { EMAIL_DELIVERY_STATES, PRIME_CHECK_CERTAINTIES } from '@ballast/database/schema';
import type { DeliveryContent } from './delivery.ts';

interface DeliveryRow extends RowDataPacket, RecipientRow {
  kind: string;
  wanted_at: Date;
  aggregate_id: string;
  status: (typeof EMAIL_DELIVERY_STATES)[number];
  generation: number;
  stop_token: string | null;
  lease_owner: string | null;
  lease_left_ms: number | null;
  is_expired: number;
  number: string | null;
  is_prime: number | null;
  certainty: (typeof PRIME_CHECK_CERTAINTIES)[number] | null;
  link_minutes: number | null;
}

export interface DeliveryState {
  readonly kind: string;
  /** When what it is about was wanted: the request was accepted, or the delivery itself made. */
  readonly wantedAt: Date;
  readonly aggregateId: string;
  readonly content: DeliveryContent;
  /** Whom it goes to, still sealed: see `openRecipient`. */
  readonly recipient: RecipientRow;
  readonly status: DeliveryRow['status'];
  readonly generation: number;
  /** `null` until it is first taken. */
  readonly stopToken: string | null;
  readonly leaseOwner: string | undefined;
  /** Time left of the lease that somebody has on it, by the database's clock; 0 when nobody has. */
  readonly leaseLeftMs: number;
  /** Its time is over; or the wish to sign in that it is about is used, over or gone. */
  readonly isExpired: boolean;
}

const READ = `SELECT d.kind, COALESCE(p.created_at, d.created_at) AS wanted_at, d.aggregate_id, d.status, d.generation, d.stop_token, d.lease_owner,
    TIMESTAMPDIFF(MICROSECOND, CURRENT_TIMESTAMP(3), d.lease_until) DIV 1000 AS lease_left_ms,
    (d.expires_at IS NOT NULL AND d.expires_at <= CURRENT_TIMESTAMP(3))
      OR (d.kind = 'sign_in_link' AND (t.id IS NULL OR t.used_at IS NOT NULL OR t.expires_at <= CURRENT_TIMESTAMP(3)))
      AS is_expired,
    ${RECIPIENT_COLUMNS}, p.number, p.is_prime, p.certainty,
    TIMESTAMPDIFF(MINUTE, t.created_at, t.expires_at) AS link_minutes
  FROM email_deliveries d
  ${RECIPIENT_JOINS}
  WHERE d.id = ?`;

/** A delivery as it is now, with what its mail is about. Locks nothing. */
export async function readDelivery(tx: Tx, id: string): Promise<DeliveryState | undefined> {
  const [[row]] = await tx.execute<DeliveryRow[]>(READ, [id]);
  return row === undefined ? undefined : toState(row);
}

function toState(row: DeliveryRow): DeliveryState {
  return {
    kind: row.kind,
    wantedAt: row.wanted_at,
    aggregateId: row.aggregate_id,
    content: toContent(row),
    recipient: row,
    status: row.status,
    generation: row.generation,
    stopToken: row.stop_token,
    leaseOwner: row.lease_owner ?? undefined,
    leaseLeftMs: row.status === 'sending' ? Math.max(0, Number(row.lease_left_ms ?? 0)) : 0,
    isExpired: row.is_expired === 1,
  };
}

function toContent(row: DeliveryRow): DeliveryContent {
  const { number, is_prime: isPrime, certainty, link_minutes: linkMinutes } = row;
  const hasVerdict = number !== null && isPrime !== null && certainty !== null;
  return {
    ...(hasVerdict && { result: { number, isPrime: isPrime === 1, certainty } }),
    ...(linkMinutes !== null && { linkMinutes: Number(linkMinutes) }),
  };
}
