import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { EncryptionError } from './encryption-error.ts';
import { KEY_ID_BYTES, type MasterKey } from './master-key.ts';
import type { Place } from './place.ts';

// version (1) | key id (4) | salt (12) | iv (12) | tag (16) | ciphertext
const VERSION = 1;
const SALT_BYTES = 12;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const SALT_AT = 1 + KEY_ID_BYTES;
const IV_AT = SALT_AT + SALT_BYTES;
const TAG_AT = IV_AT + IV_BYTES;
const TEXT_AT = TAG_AT + TAG_BYTES;

/** How much longer sealed text is than its UTF-8 bytes. */
export const SEALED_OVERHEAD_BYTES = TEXT_AT;

/**
 * AES-256-GCM under a key of its own for each text: derived from the master key with a random salt. So the chance that a
 * key and an IV are ever used twice stays negligible however many rows there are (with one key and random IVs of 96 bits,
 * NIST SP 800-38D allows 2^32 texts).
 */
export function sealBytes(key: MasterKey, text: string, place: Place): Buffer {
  const nonce = randomBytes(SALT_BYTES + IV_BYTES);
  const salt = nonce.subarray(0, SALT_BYTES);
  const cipher = createCipheriv('aes-256-gcm', textKey(key, salt), nonce.subarray(SALT_BYTES));
  cipher.setAAD(associatedData(key.id, place));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.from([VERSION]), Buffer.from(key.id, 'hex'), nonce, cipher.getAuthTag(), ciphertext]);
}

export function keyIdOf(sealed: Buffer): string {
  if (sealed.length < TEXT_AT || sealed[0] !== VERSION) {
    throw new EncryptionError('malformed', `these ${sealed.length} bytes are not sealed text of a known version`);
  }
  return sealed.toString('hex', 1, SALT_AT);
}

export function openBytes(key: MasterKey, sealed: Buffer, place: Place): string {
  const salt = sealed.subarray(SALT_AT, IV_AT);
  const decipher = createDecipheriv('aes-256-gcm', textKey(key, salt), sealed.subarray(IV_AT, TAG_AT));
  decipher.setAAD(associatedData(key.id, place));
  decipher.setAuthTag(sealed.subarray(TAG_AT, TEXT_AT));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(TEXT_AT)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new EncryptionError('not_authentic', `what stands at ${place} was changed, or belongs to another row`, {
      cause,
    });
  }
}

function textKey(key: MasterKey, salt: Buffer): Buffer {
  return createHmac('sha256', key.seal).update(salt).digest();
}

function associatedData(keyId: string, place: Place): Buffer {
  return Buffer.from(`${VERSION}|${keyId}|${place}`);
}
