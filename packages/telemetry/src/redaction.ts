import { serializeError } from './error-serializer.ts';

/** Keys, in lower case, whose values must never reach a log. */
const SECRET_KEYS = new Set([
  'password',
  'secret',
  'token',
  'signintoken',
  'stoptoken',
  'stop_token',
  'jwt',
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'email',
  'recipient',
  'to',
]);

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
  if (SECRET_KEYS.has(key.toLowerCase())) return REDACTED;
  if (depth === 0 && SERIALIZED_KEYS.has(key)) return value;
  return redactValue(value, depth + 1);
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
