export interface EventFields {
  readonly id: string;
  readonly type: string;
  readonly source: string;
  /** RFC 3339 */
  readonly createdAt: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly payload: Uint8Array;
}

/** The producer says what version its payload has in its metadata, or in the payload: the hub does not look into it. */
const VERSION = 1;

// A byte order mark would stay in the text, which is then no JSON: elsewhere than at its beginning nobody expects one.
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Writes an event as the platform's envelope, with `source` and `metadata` added, which readers that know none ignore. A
 * payload of JSON is put in byte by byte, so that no number is rounded on its way; any other is `payload_base64` instead.
 */
export function encodeEvent({ id, type, source, createdAt, metadata, payload }: EventFields): Uint8Array {
  const fields = { id, type, version: VERSION, source, created_at: createdAt };
  const head = JSON.stringify(Object.keys(metadata).length === 0 ? fields : { ...fields, metadata }).slice(0, -1);
  const json = readJson(payload);
  // UTF-8 that was read without a fault is written as it was.
  if (json !== undefined) return Buffer.from(`${head},"payload":${json}}`);
  return Buffer.from(`${head},"payload_base64":"${Buffer.from(payload).toString('base64')}"}`);
}

/** The text of what is JSON. */
function readJson(bytes: Uint8Array): string | undefined {
  try {
    const text = decoder.decode(bytes);
    JSON.parse(text);
    return text;
  } catch {
    return undefined;
  }
}
