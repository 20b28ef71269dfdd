import type { RowDataPacket } from '@ballast/database';
import type { Queryable } from '../queryable.ts';

/** What decides whether a letter may be redriven or discarded; not what it carries. */
export interface LetterFacts {
  readonly id: number;
  readonly messageId: string | null;
  readonly subject: string;
  readonly errorType: 'transient' | 'permanent' | 'poison';
  readonly status: 'pending' | 'reprocessing' | 'resolved' | 'discarded';
  readonly resolution: 'succeeded' | 'superseded' | null;
  readonly generation: number;
  readonly retryCount: number;
  readonly isEdited: boolean;
  /** Whether what would be sent is text. */
  readonly isText: boolean;
  /** Of all that it carries. */
  readonly bytes: number;
  readonly createdAt: Date;
  readonly lastRetryAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: string | null;
}

interface FactsRow extends RowDataPacket {
  id: number;
  original_message_id: string | null;
  original_subject: string;
  error_type: LetterFacts['errorType'];
  status: LetterFacts['status'];
  resolution: LetterFacts['resolution'];
  generation: number;
  retry_count: number;
  is_edited: number;
  is_text: number;
  bytes: number | string;
  dlq_created_at: Date;
  last_retry_at: Date | null;
  resolved_at: Date | null;
  resolved_by: string | null;
}

// Bytes that are no UTF-8 do not come back from a conversion as they were (MariaDB puts question marks), or at all (MySQL).
const IS_TEXT = `IFNULL(edited_payload IS NOT NULL OR payload_raw IS NULL
  OR CAST(CONVERT(payload_raw USING utf8mb4) AS BINARY) = payload_raw, 0)`;

const BYTES = `IFNULL(OCTET_LENGTH(payload), 0) + IFNULL(OCTET_LENGTH(payload_raw), 0)
  + IFNULL(OCTET_LENGTH(edited_payload), 0)`;

const FACTS_SQL = `SELECT id, original_message_id, original_subject, error_type, status, resolution, generation, retry_count,
    edited_payload IS NOT NULL AS is_edited, ${IS_TEXT} AS is_text, ${BYTES} AS bytes, dlq_created_at, last_retry_at, resolved_at, resolved_by
  FROM dead_letter_messages FORCE INDEX (PRIMARY) WHERE id IN (?) ORDER BY id`;

/** The facts of letters by id. With `lock` they are held until the transaction ends, taken in the order of their ids. */
export async function readLetterFacts(
  connection: Queryable,
  ids: readonly number[],
  { lock }: { lock: boolean },
): Promise<Map<number, LetterFacts>> {
  if (ids.length === 0) return new Map();
  const [rows] = await connection.query<FactsRow[]>(lock ? `${FACTS_SQL} FOR UPDATE` : FACTS_SQL, [ids]);
  return new Map(rows.map((row) => [row.id, toFacts(row)]));
}

function toFacts(row: FactsRow): LetterFacts {
  return {
    id: row.id,
    messageId: row.original_message_id,
    subject: row.original_subject,
    errorType: row.error_type,
    status: row.status,
    resolution: row.resolution,
    generation: row.generation,
    retryCount: row.retry_count,
    isEdited: row.is_edited === 1,
    isText: row.is_text === 1,
    bytes: Number(row.bytes),
    createdAt: row.dlq_created_at,
    lastRetryAt: row.last_retry_at,
    resolvedAt: row.resolved_at,
    resolvedBy: row.resolved_by,
  };
}
