import { hkdfSync } from 'node:crypto';

export interface MasterKey {
  /** Names the key in what it sealed, in hexadecimal; says nothing about it. */
  readonly id: string;
  readonly seal: Buffer;
  readonly index: Buffer;
  readonly token: Buffer;
}

export const KEY_ID_BYTES = 4;

/** Derives from one secret a key for each use (HKDF-SHA256, RFC 5869), so that none of them says anything of the others. */
export function deriveMasterKey(secret: string): MasterKey {
  return {
    id: keyIdOfSecret(secret),
    seal: derive(secret, 'seal', 32),
    index: derive(secret, 'blind index', 32),
    token: derive(secret, 'token', 32),
  };
}

/** What names the key of a secret in what it sealed. */
export function keyIdOfSecret(secret: string): string {
  return derive(secret, 'key id', KEY_ID_BYTES).toString('hex');
}

function derive(secret: string, use: string, bytes: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `ballast ${use} v1`, bytes));
}
