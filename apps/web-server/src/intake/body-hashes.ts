import { createHash } from 'node:crypto';
import type { Keyring } from '@ballast/encryption';

/**
 * What an `Idempotency-Key` came with: a keyed hash under every key, the current one first. The last one has no key: it
 * is what was stored before there were keys, and is only compared.
 */
export function bodyHashes(
  keyring: Keyring,
  body: { readonly number: string; readonly email: string | undefined },
): readonly [string, ...string[]] {
  const text = JSON.stringify([body.number, body.email ?? null]);
  const [current = '', ...others] = keyring.fingerprints('idempotency', text);
  return [current, ...others, createHash('sha256').update(text).digest('hex')];
}
