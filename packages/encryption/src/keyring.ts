import { createHmac } from 'node:crypto';
import { EncryptionError } from './encryption-error.ts';
import { deriveMasterKey, type MasterKey } from './master-key.ts';
import type { Place } from './place.ts';
import { keyIdOf, openBytes, sealBytes } from './sealed-bytes.ts';

/**
 * The keys a process knows: the first one seals, all of them open. A key is replaced by putting the new one last
 * everywhere, then first everywhere, then sealing everything anew, then taking the old one away.
 */
export class Keyring {
  readonly #current: MasterKey;
  readonly #keys: ReadonlyMap<string, MasterKey>;
  readonly #lost: ReadonlySet<string>;

  /**
   * @param lostIds of keys that are gone for good: what they sealed counts as not there
   * @throws TypeError without a key, or when one stands there twice, or is lost and there
   */
  constructor(secrets: readonly string[], lostIds: readonly string[] = []) {
    const keys = secrets.map(deriveMasterKey);
    const [current] = keys;
    if (current === undefined) throw new TypeError('a keyring needs at least one key');
    this.#current = current;
    this.#keys = new Map(keys.map((key) => [key.id, key]));
    if (this.#keys.size < keys.length) throw new TypeError('the same key stands in the keyring twice');
    this.#lost = new Set(lostIds);
    if (lostIds.some((id) => this.#keys.has(id))) throw new TypeError('a key that is in the keyring is not lost');
  }

  /** Of the key that seals. */
  get currentKeyId(): string {
    return this.#current.id;
  }

  /** Whether the key of this id should be here: it is neither known nor given up as lost. */
  isMissing(id: string): boolean {
    return !this.#keys.has(id) && !this.#lost.has(id);
  }

  /** Text under encryption that only `open` with the same place reads. */
  seal(text: string, place: Place): Buffer {
    return sealBytes(this.#current, text, place);
  }

  /** @throws EncryptionError */
  open(sealed: Buffer, place: Place): string {
    const id = keyIdOf(sealed);
    const key = this.#keys.get(id);
    if (this.#lost.has(id)) throw new EncryptionError('lost_key', `key ${id} is lost, as ENCRYPTION_KEYS_LOST says`);
    if (key === undefined) {
      throw new EncryptionError('unknown_key', `key ${id} is not in ENCRYPTION_KEY: put it back, behind the newest`);
    }
    return openBytes(key, sealed, place);
  }

  /** Of the key that sealed this, known or not. Throws `EncryptionError` `malformed`. */
  keyIdOf(sealed: Buffer): string {
    return keyIdOf(sealed);
  }

  /** Whether the key that seals now has sealed this. Throws `EncryptionError` `malformed`. */
  isCurrent(sealed: Buffer): boolean {
    return keyIdOf(sealed) === this.#current.id;
  }

  /** A keyed hash that finds an address without showing it, under every key, the current one first. In hexadecimal. */
  addressIndexes(address: string): readonly string[] {
    return this.#hashes(`address|${address.toLowerCase()}`);
  }

  /** A keyed hash of anything else that is compared and never shown, under every key, the current one first. */
  fingerprints(purpose: string, text: string): readonly string[] {
    return this.#hashes(`${purpose}|${text}`);
  }

  /** A token that can be made again from what it is for, and by nobody without the current key. 43 URL-safe characters. */
  token(purpose: string, id: string): string {
    return createHmac('sha256', this.#current.token).update(`${purpose}|${id}`).digest('base64url');
  }

  #hashes(text: string): readonly string[] {
    return [...this.#keys.values()].map((key) => createHmac('sha256', key.index).update(text).digest('hex'));
  }
}
