import type { z } from 'zod';
import { type Envelope, EnvelopeSchema } from './envelope.ts';

/** Why bytes could not be read as a message of a contract. */
export type DecodeFailure = 'undecodable' | 'wrong_schema' | 'unknown_type' | 'unknown_version';

export type Decoded<Payload> =
  | { readonly ok: true; readonly envelope: Envelope<Payload> }
  | { readonly ok: false; readonly failure: DecodeFailure; readonly detail: string; readonly id?: string };

/** One kind of message: everything its sender and its receiver have to agree on. */
export interface MessageContract<Payload> {
  readonly type: string;
  readonly subject: string;
  /** The one that is written. */
  readonly version: number;
  /** All that are understood, the written one among them; ascending. */
  readonly reads: readonly number[];
  /** Builds the envelope. Throws a ZodError when the payload does not fit the contract. */
  build(id: string, payload: Payload, createdAt: Date): Envelope<Payload>;
  /** Reads bytes from the wire. Never throws: what cannot be read is said in the answer. */
  decode(bytes: Uint8Array): Decoded<Payload>;
}

export interface MessageDefinition<Schema extends z.ZodType> {
  readonly type: string;
  readonly subject: string;
  /** The one that is written. */
  readonly version: number;
  readonly payload: Schema;
  /**
   * What else is understood: by version, a schema that makes today's payload of that one's. Of an older version until no
   * message of it can be on its way any more, of a newer one before anybody writes it (docs/upgrading.md).
   */
  readonly alsoReads?: Readonly<Record<number, z.ZodType<z.output<Schema>>>>;
}

export function defineMessage<Schema extends z.ZodType>(
  definition: MessageDefinition<Schema>,
): MessageContract<z.output<Schema>> {
  const { type, subject, version } = definition;
  return {
    type,
    subject,
    version,
    reads: [version, ...Object.keys(definition.alsoReads ?? {}).map(Number)].sort((one, other) => one - other),
    build: (id, payload, createdAt) => ({
      id,
      type,
      version,
      payload: definition.payload.parse(payload),
      created_at: createdAt.toISOString(),
    }),
    decode: (bytes) => decode(definition, bytes),
  };
}

function decode<Schema extends z.ZodType>(
  definition: MessageDefinition<Schema>,
  bytes: Uint8Array,
): Decoded<z.output<Schema>> {
  const json = parseJson(bytes);
  if (!json.ok) return { ok: false, failure: 'undecodable', detail: json.detail };

  const envelope = EnvelopeSchema.safeParse(json.value);
  if (!envelope.success) return { ok: false, failure: 'wrong_schema', detail: firstIssue(envelope.error) };
  const { id, type, version } = envelope.data;

  if (type !== definition.type) {
    return { ok: false, failure: 'unknown_type', detail: `expected type ${definition.type}, got ${type}`, id };
  }
  // Checked before the payload: another version may have another payload, and is not thereby broken.
  const schema = version === definition.version ? definition.payload : definition.alsoReads?.[version];
  if (schema === undefined) {
    return { ok: false, failure: 'unknown_version', detail: `version ${version} is not known here`, id };
  }
  const { payload_base64: encoded, ...fields } = envelope.data;
  const isJson = encoded === undefined || fields.payload !== undefined;
  const payload = schema.safeParse(isJson ? fields.payload : bytesOf(encoded));
  if (payload.success) return { ok: true, envelope: { ...fields, payload: payload.data } };
  const issue = firstIssue(payload.error);
  const detail = isJson ? issue : `the payload is no JSON, but bytes that do not fit: ${issue}`;
  return { ok: false, failure: 'wrong_schema', detail, id };
}

/** What a contract reads whose payload is no JSON: `payload: z.instanceof(Uint8Array)`, transformed as it likes. */
function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function parseJson(bytes: Uint8Array): { ok: true; value: unknown } | { ok: false; detail: string } {
  try {
    return { ok: true, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) };
  } catch (error) {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  return issue === undefined ? 'does not fit the schema' : `${issue.path.join('.') || '(root)'}: ${issue.message}`;
}
