import { serializeError } from './error-serializer.ts';

/** How keys end, in whatever case, whose values must never reach a log: `token`, `signInToken`, `stop_token`, `x-api-key`. */
const SECRET_ENDINGS =
  /(?:password|passphrase|secret|token|jwt|authorization|cookie|api[_-]?key|(?:encryption|admin|service|private|idempotency)[_-]?keys?|email|emailaddress|recipient)$/i;
/** Such keys as a whole: as an ending they are nothing special. */
const SECRET_KEYS = new Set(['key', 'address', 'to']);

/** Keys that have serializers of their own (pino's, ours and Fastify's), which must see the value as it is. */
const SERIALIZED_KEYS = new Set(['err', 'error', 'req', 'res']);

const REDACTED = '[redacted]';
const MAX_DEPTH = 8;

/**
 * Replaces the value of every secret key, at any depth, and every error by what may be logged of it. Copies only what it
 * changes. What lies deeper than eight levels is left out, which also ends cycles.
 */
export function redact(fields: Record<string, unknown>): Record<string, unknown> {
  return redactObject(fields, 0);
}

function redactObject(object: Record<string, unknown>, depth: number): Record<string, unknown> {
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(object)) {
    const value = object[key];
    const redacted = redactField(key, value, depth);
    if (redacted === value) continue;
    copy ??= { ...object };
    copy[key] = redacted;
  }
  return copy ?? object;
}

function redactField(key: string, value: unknown, depth: number): unknown {
  // Nothing there is worth knowing, and hides nothing.
  if (value === undefined || value === null) return value;
  if (isSecret(key)) return REDACTED;
  if (depth === 0 && SERIALIZED_KEYS.has(key)) return value;
  return redactValue(value, depth + 1);
}

/** Keys are the same few in every line: each is looked at once. Bounded, since headers may have any name. */
const KNOWN = new Map<string, boolean>();
const MAX_KNOWN = 1_000;

function isSecret(key: string): boolean {
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const found = SECRET_ENDINGS.test(key) || SECRET_KEYS.has(key.toLowerCase());
  if (KNOWN.size < MAX_KNOWN) KNOWN.set(key, found);
  return found;
}

function redactValue(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return serializeError(value);
  // Dates, URLs, buffers and the like say themselves what they look like.
  if ('toJSON' in value) return value;
  if (depth > MAX_DEPTH) return '[too deep]';
  if (!Array.isArray(value)) return redactObject(value as Record<string, unknown>, depth);
  const redacted = value.map((entry) => redactValue(entry, depth + 1));
  return redacted.some((entry, index) => entry !== value[index]) ? redacted : value;
}
