import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** An entry as it is stored: what the hash covers, all of it. */
export interface StoredEntry {
  readonly seq: number;
  readonly at: Date;
  readonly actor: string;
  readonly act: string;
  readonly targetType: string;
  readonly targetId: string;
  readonly reason: string | null;
  readonly outcome: string;
  /** Canonical JSON text. */
  readonly details: string;
  readonly prevHash: string;
}

/** What the first entry follows. */
export const GENESIS_HASH = '0'.repeat(64);

/**
 * SHA-256, in hex, over the canonical JSON (RFC 8785) of an array of the fields in this order, the hash of the entry
 * before it first. Anybody can compute it from an export.
 */
export function hashEntry(entry: StoredEntry): string {
  const fields = [
    entry.prevHash,
    entry.seq,
    entry.at.toISOString(),
    entry.actor,
    entry.act,
    entry.targetType,
    entry.targetId,
    entry.reason,
    entry.outcome,
    entry.details,
  ];
  return createHash('sha256').update(canonicalText(fields)).digest('hex');
}

/** Canonical JSON: the same value is the same text. Half of a surrogate pair becomes U+FFFD: no column could hold it. */
export function canonicalText(value: unknown): string {
  // JSON.stringify writes such halves, and nothing else beyond control characters, as escapes.
  const json = JSON.stringify(value).replaceAll(/\\(?:u[0-9a-f]{4}|.)/g, (one) =>
    /^\\ud[89a-f]/.test(one) ? '\ufffd' : one,
  );
  const text = canonicalize(JSON.parse(json));
  if (text === undefined) throw new TypeError('Only what JSON can say can be audited');
  return text;
}
