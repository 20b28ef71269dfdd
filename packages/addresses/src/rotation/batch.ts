import type { EncryptionErrorCode, Keyring } from '@ballast/encryption';
import { EncryptionError } from '@ballast/encryption';

/** Rows that one transaction seals anew: it holds their locks for a few milliseconds. */
const CHUNK_ROWS = 100;
/** Under which name addresses that are not sealed are counted. */
export const NO_KEY = 'none';

/**
 * Why a row stays as it is. `request_missing`: an old address belongs to a request that is gone. `address_taken`: another user
 * has the address under the current key.
 */
export type UnsealableCode = EncryptionErrorCode | 'request_missing' | 'address_taken';

export interface LeftRow {
  readonly id: string;
  readonly code: UnsealableCode;
}

/** What became of the rows of one table that a batch looked at. */
export interface TableBatch {
  readonly scanned: number;
  readonly resealed: number;
  /** Addresses by the key that seals them now. */
  readonly keys: Readonly<Record<string, number>>;
  readonly left: readonly LeftRow[];
  /** The primary key to go on behind; `undefined` at the table's end. */
  readonly last: string | undefined;
}

export interface BatchWish {
  /** The primary key that the batch begins behind. */
  readonly after: string;
  readonly limit: number;
  readonly dryRun: boolean;
}

/** Counts while a batch is at work. */
export class BatchTally {
  readonly #keys = new Map<string, number>();
  readonly #left: LeftRow[] = [];
  #resealed = 0;

  /** An address that is sealed by this key now, after the batch. */
  count(keyId: string): void {
    this.#keys.set(keyId, (this.#keys.get(keyId) ?? 0) + 1);
  }

  resealed(keyId: string): void {
    this.#resealed += 1;
    this.count(keyId);
  }

  leave(id: string, code: UnsealableCode, keyId: string): void {
    this.#left.push({ id, code });
    this.count(keyId);
  }

  /** @param rows all that were looked at, by their primary keys, in order */
  end(rows: readonly string[], limit: number): TableBatch {
    return {
      scanned: rows.length,
      resealed: this.#resealed,
      keys: Object.fromEntries(this.#keys),
      left: this.#left,
      last: rows.length < limit ? undefined : rows.at(-1),
    };
  }
}

export function chunksOf<T>(rows: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(rows.length / CHUNK_ROWS) }, (_, nth) =>
    rows.slice(nth * CHUNK_ROWS, (nth + 1) * CHUNK_ROWS),
  );
}

export type Opened = { readonly text: string } | { readonly code: EncryptionErrorCode };

/** Runs `open` and says what came of it; what is no matter of encryption is thrown on. */
export function tryToOpen(open: () => string): Opened {
  try {
    return { text: open() };
  } catch (error) {
    if (error instanceof EncryptionError) return { code: error.code };
    throw error;
  }
}

/** Of the key that sealed this, whether it is known or not; `malformed` for what is no sealed text. */
export function keyNameOf(keyring: Keyring, sealed: Buffer | null): string {
  if (sealed === null) return NO_KEY;
  const named = tryToOpen(() => keyring.keyIdOf(sealed));
  return 'text' in named ? named.text : named.code;
}
