import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EncryptionError } from './encryption-error.ts';
import { Keyring } from './keyring.ts';
import { REQUEST_EMAIL, USER_EMAIL } from './place.ts';
import { SEALED_OVERHEAD_BYTES } from './sealed-bytes.ts';

const place = REQUEST_EMAIL('0193ab40-5f7a-7c1e-b1d2-3f4a5b6c7d8e');
const keyring = new Keyring(['the-first-secret']);

function codeOf(act: () => unknown): string {
  try {
    act();
    return 'none';
  } catch (error) {
    if (error instanceof EncryptionError) return error.code;
    throw error;
  }
}

describe('sealed text', () => {
  it('is opened where it was sealed, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const sealed = keyring.seal(text, place);
        expect(sealed).toHaveLength(Buffer.byteLength(text) + SEALED_OVERHEAD_BYTES);
        expect(keyring.open(sealed, place)).toBe(text);
      }),
    );
  });

  it('fits its column: an address has 254 bytes at most', () => {
    expect(keyring.seal('a'.repeat(254), place).length).toBeLessThanOrEqual(320);
  });

  it('looks different each time, and shows nothing of the text', () => {
    const [one, two] = [keyring.seal('ann@reader.example', place), keyring.seal('ann@reader.example', place)];
    expect(one.equals(two)).toBe(false);
    expect(one.includes('ann')).toBe(false);
  });

  it('is not opened in another row or column', () => {
    const sealed = keyring.seal('ann@reader.example', place);
    const other = REQUEST_EMAIL('0193ab40-5f7a-7c1e-b1d2-3f4a5b6c7d8f');
    expect(codeOf(() => keyring.open(sealed, other))).toBe('not_authentic');
    expect(codeOf(() => keyring.open(sealed, USER_EMAIL('0193ab40-5f7a-7c1e-b1d2-3f4a5b6c7d8e')))).toBe(
      'not_authentic',
    );
  });

  it('is not opened when one bit of it is another', () => {
    const sealed = keyring.seal('ann@reader.example', place);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(
        codeOf(() => keyring.open(changed, place)),
        `bit ${bit}`,
      ).not.toBe('none');
    }
  });

  it.each([0, 1, 44])('of %i bytes is none', (length) => {
    expect(codeOf(() => keyring.open(Buffer.alloc(length, 1), place))).toBe('malformed');
  });
});

describe('a key that is replaced', () => {
  const both = new Keyring(['the-second-secret', 'the-first-secret']);
  const second = new Keyring(['the-second-secret']);

  it('still opens what it sealed, and does not seal', () => {
    const old = keyring.seal('ann@reader.example', place);
    expect(both.open(old, place)).toBe('ann@reader.example');
    expect(both.isCurrent(old)).toBe(false);
    const fresh = both.seal('ann@reader.example', place);
    expect(both.isCurrent(fresh)).toBe(true);
    expect(second.open(fresh, place)).toBe('ann@reader.example');
    expect(codeOf(() => second.open(old, place))).toBe('unknown_key');
  });

  it('finds an address under each of them, the current one first', () => {
    expect(both.addressIndexes('Ann@Reader.example')).toEqual([
      ...second.addressIndexes('ann@reader.example'),
      ...keyring.addressIndexes('ann@reader.example'),
    ]);
  });

  it('is given up by its id: what it sealed is lost, and nobody waits for it', () => {
    const lost = keyring.seal('ann@reader.example', place);
    const without = new Keyring(['the-second-secret'], [keyring.currentKeyId]);
    expect(codeOf(() => without.open(lost, place))).toBe('lost_key');
    expect([without, second, both].map((one) => one.isMissing(keyring.currentKeyId))).toEqual([false, true, false]);
    expect(() => new Keyring(['the-first-secret'], [keyring.currentKeyId])).toThrow('is not lost');
  });

  it('stands there once', () => {
    expect(() => new Keyring(['a', 'a'])).toThrow('twice');
    expect(() => new Keyring([])).toThrow('at least one');
  });
});

it('hashes and tokens of one purpose say nothing of another', () => {
  const id = '0193ab40-5f7a-7c1e-b1d2-3f4a5b6c7d8e';
  const made = [
    keyring.token('sign in', id),
    keyring.token('other', id),
    keyring.addressIndexes(id)[0],
    keyring.fingerprints('body', id)[0],
  ];
  expect(new Set(made).size).toBe(4);
  expect(keyring.token('sign in', id)).toBe(keyring.token('sign in', id));
  expect(keyring.token('sign in', id)).toMatch(/^[\w-]{43}$/u);
});
