import type { RowDataPacket } from '@ballast/database';
import type { Queryable } from '../queryable.ts';
import type { LetterContent } from './redriven-message.ts';

interface ContentRow extends RowDataPacket {
  id: number;
  original_message_id: string | null;
  original_subject: string;
  payload_text: string | null;
  payload_raw: Buffer | null;
  edited_payload: string | null;
  headers: string | null;
}

/**
 * What letters carry, by id: the bytes as they came where they are kept. A JSON column is read as its text: parsed and
 * written again, an integer over 2^53 would not be what it was.
 */
export async function readContents(connection: Queryable, ids: readonly number[]): Promise<Map<number, LetterContent>> {
  if (ids.length === 0) return new Map();
  const [rows] = await connection.query<ContentRow[]>(
    `SELECT id, original_message_id, original_subject, CAST(payload AS CHAR) AS payload_text, payload_raw, edited_payload,
        CAST(headers AS CHAR) AS headers
       FROM dead_letter_messages FORCE INDEX (PRIMARY) WHERE id IN (?)`,
    [ids],
  );
  const contents = new Map<number, LetterContent>();
  for (const row of rows) {
    const body = row.edited_payload ?? decode(row.payload_raw) ?? row.payload_text;
    if (body === null) continue;
    contents.set(row.id, {
      id: row.id,
      messageId: row.original_message_id,
      subject: row.original_subject,
      body,
      isEdited: row.edited_payload !== null,
      headers: readHeaders(row.headers),
    });
  }
  return contents;
}

function decode(bytes: Buffer | null): string | undefined {
  if (bytes === null) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function readHeaders(text: string | null): Record<string, string> {
  const headers: unknown = text === null ? {} : JSON.parse(text);
  if (typeof headers !== 'object' || headers === null || Array.isArray(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
