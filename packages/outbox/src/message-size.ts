import { formatEventId } from '@ballast/contracts';
import type { OutboxMessage } from './outbox-message.ts';

/** What the work streams take at most (`max_msg_size`): the body and the headers together. */
export const MAX_MESSAGE_BYTES = 1_048_576;

/** The `headers` column is a TEXT. */
const MAX_HEADERS_JSON_BYTES = 65_535;

/** The header block as NATS sends it: a version line, `name: value` lines, an empty line. */
const HEADER_FRAME_BYTES = 'NATS/1.0\r\n\r\n'.length;
const HEADER_LINE_FRAME_BYTES = ': \r\n'.length;

/** How many bytes the broker will count for a message, the `Nats-Msg-Id` that publishing adds included. */
export function messageSizeBytes(message: OutboxMessage): number {
  const headers = { ...message.headers, 'Nats-Msg-Id': formatEventId(message.identity) };
  let bytes = Buffer.byteLength(message.body) + HEADER_FRAME_BYTES;
  for (const [name, value] of Object.entries(headers)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value) + HEADER_LINE_FRAME_BYTES;
  }
  return bytes;
}

/** How large a message is, and whether that is too large. */
export interface MessageSize {
  /** As the broker counts. */
  readonly bytes: number;
  /** Of the headers as JSON, as the outbox keeps them. */
  readonly headersBytes: number;
  /** Which of them is over its limit; the outbox refuses such a message. */
  readonly fault: { readonly part: 'message' | 'headers'; readonly bytes: number; readonly limit: number } | undefined;
}

/** Measures a message against both limits. `headersJson` are its headers, where the caller has written them already. */
export function measureMessage(message: OutboxMessage, headersJson = JSON.stringify(message.headers)): MessageSize {
  const bytes = messageSizeBytes(message);
  const headersBytes = Buffer.byteLength(headersJson);
  if (bytes > MAX_MESSAGE_BYTES) {
    return { bytes, headersBytes, fault: { part: 'message', bytes, limit: MAX_MESSAGE_BYTES } };
  }
  if (headersBytes > MAX_HEADERS_JSON_BYTES) {
    return { bytes, headersBytes, fault: { part: 'headers', bytes: headersBytes, limit: MAX_HEADERS_JSON_BYTES } };
  }
  return { bytes, headersBytes, fault: undefined };
}
