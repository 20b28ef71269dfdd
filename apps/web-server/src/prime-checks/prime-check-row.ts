import type { PrimeCheck } from '@ballast/contracts';
import type { RowDataPacket } from '@ballast/database';

/** A request as it stands in the database, with the Message-ID of its result mail. */
export interface PrimeCheckRow extends RowDataPacket {
  id: string;
  number: string;
  user_id: string | null;
  status: 'processing' | 'completed' | 'dead' | 'discarded';
  is_prime: number | null;
  certainty: 'proven' | 'probable' | null;
  trace_id: string | null;
  created_at: Date;
  completed_at: Date | null;
  updated_at: Date;
  message_id: string | null;
}

/** The columns of a `PrimeCheckRow`, for a query over `prime_checks AS c` with `DELIVERY_JOIN`. */
export const ROW_COLUMNS = `c.id, c.number, c.user_id, c.status, c.is_prime, c.certainty, c.trace_id, c.created_at,
  c.completed_at, c.updated_at, d.message_id`;

export const DELIVERY_JOIN =
  "LEFT JOIN email_deliveries AS d ON d.kind = 'prime_check_result' AND d.aggregate_id = c.id";

/** What the outside sees of a row: absent fields are left out, dead and discarded requests are `failed`. */
export function toPrimeCheck(row: PrimeCheckRow): PrimeCheck {
  const status = row.status === 'dead' || row.status === 'discarded' ? 'failed' : row.status;
  return {
    id: row.id,
    number: row.number,
    status,
    ...(row.is_prime === null ? {} : { is_prime: row.is_prime === 1 }),
    ...(row.certainty === null ? {} : { certainty: row.certainty }),
    created_at: row.created_at.toISOString(),
    ...(row.completed_at === null ? {} : { completed_at: row.completed_at.toISOString() }),
    ...(row.trace_id === null ? {} : { trace_id: row.trace_id }),
    ...(row.message_id === null ? {} : { message_id: row.message_id }),
  };
}
