import type { RowDataPacket } from '@ballast/database';
import { OutboxError } from './outbox-error.ts';

/** A claimed row: locked by the claiming transaction until that ends. */
export interface OutboxRow {
  /** A text only where it is over 2^53. */
  readonly id: string | number;
  /** Also the `Nats-Msg-Id` to publish it with. */
  readonly eventId: string;
  readonly aggregateType: string;
  readonly aggregateId: string;
  readonly eventType: string;
  readonly subject: string;
  readonly payload: string;
  /** JSON as stored; read it with `readHeaders`, so that an unreadable row fails alone. */
  readonly headers: string;
  /** Publishes that failed by the row's own fault. */
  readonly retryCount: number;
  readonly maxRetries: number;
  readonly createdAt: Date;
}

/** The columns of an `OutboxRow`. */
export const OUTBOX_COLUMNS = `id, event_id, aggregate_type, aggregate_id, event_type, subject, payload, headers,
  retry_count, max_retries, created_at`;

export interface OutboxRecord extends RowDataPacket {
  id: string | number;
  event_id: string;
  aggregate_type: string;
  aggregate_id: string;
  event_type: string;
  subject: string;
  payload: string;
  headers: string;
  retry_count: number;
  max_retries: number;
  created_at: Date;
}

export function toOutboxRow(record: OutboxRecord): OutboxRow {
  return {
    id: record.id,
    eventId: record.event_id,
    aggregateType: record.aggregate_type,
    aggregateId: record.aggregate_id,
    eventType: record.event_type,
    subject: record.subject,
    payload: record.payload,
    headers: record.headers,
    retryCount: record.retry_count,
    maxRetries: record.max_retries,
    createdAt: record.created_at,
  };
}

/**
 * The row's headers.
 *
 * @throws OutboxError `bad_headers` when they are not a JSON object of texts.
 */
export function readHeaders(row: OutboxRow): Record<string, string> {
  let headers: unknown;
  try {
    headers = JSON.parse(row.headers);
  } catch (error) {
    throw new OutboxError('bad_headers', `the headers of ${row.eventId} are no JSON`, { cause: error });
  }
  if (!isRecordOfTexts(headers)) {
    throw new OutboxError('bad_headers', `the headers of ${row.eventId} are no object of texts`);
  }
  return headers;
}

function isRecordOfTexts(value: unknown): value is Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((one) => typeof one === 'string');
}
