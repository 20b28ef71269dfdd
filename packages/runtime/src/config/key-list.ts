import { createHash, timingSafeEqual } from 'node:crypto';
import { entriesOf } from './secret-list.ts';
import { secretVariable } from './values.ts';

/** A key as it is kept: its hash alone, so that no log, dump or message can show it. */
export interface KeyEntry<Grant> {
  readonly name: string;
  readonly grant: Grant;
  readonly hash: Buffer;
}

/** What the entries of a list of keys are. */
export interface KeyListRules<Grant> {
  /** How an entry is written, such as `name:role:key`. */
  readonly form: string;
  /** What the middle part of an entry grants, or what is wrong with it. */
  readonly readGrant: (text: string) => { readonly grant: Grant } | { readonly fault: string };
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;
// Printable ASCII: what a header can carry. A comma ends the entry, a space the header's value.
const KEY = /^[\x21-\x2b\x2d-\x7e]{1,256}$/;

/**
 * A variable of comma-separated `name:<what it grants>:key`, none by default. Two keys may have one name, so that a key
 * can be replaced while the old one still works; one key may not have two names.
 */
export function keyListVariable<Grant>(rules: KeyListRules<Grant>) {
  return secretVariable({ secretsIn: keysByName })
    .transform((text, context): readonly KeyEntry<Grant>[] => {
      const keys = entriesOf(text).flatMap((entry, index) => {
        const read = readEntry(entry, rules);
        if (!('fault' in read)) return [read];
        // Neither the entry nor a part of it is repeated: in a mistyped one, any part may be the key.
        context.addIssue({ code: 'custom', message: `has a wrong entry (no. ${index + 1}): ${read.fault}` });
        return [];
      });
      if (new Set(keys.map(({ hash }) => hash.toString('hex'))).size < keys.length) {
        context.addIssue({ code: 'custom', message: 'has the same key twice: who used it could not be told' });
      }
      return keys;
    })
    .optional()
    .transform((keys) => keys ?? []);
}

/** The one of `keys` that was given. Takes the same time for every key that is wrong. */
export function findKey<Key extends { readonly hash: Buffer }>(keys: readonly Key[], given: string): Key | undefined {
  const hash = hashOfKey(given);
  let found: Key | undefined;
  for (const key of keys) if (timingSafeEqual(key.hash, hash)) found = key;
  return found;
}

function readEntry<Grant>(entry: string, rules: KeyListRules<Grant>): KeyEntry<Grant> | { readonly fault: string } {
  const [name, middle, key] = partsOf(entry);
  if (name === '' || middle === '' || key === '') return { fault: `write it as ${rules.form}` };
  if (!NAME.test(name)) return { fault: 'a name has at most 64 letters, digits, dots, hyphens, underscores or @' };
  const granted = rules.readGrant(middle);
  if ('fault' in granted) return granted;
  if (!KEY.test(key)) return { fault: 'a key has 1 to 256 visible ASCII characters' };
  return { name, grant: granted.grant, hash: hashOfKey(key) };
}

function keysByName(text: string): { name: string; value: string }[] {
  return entriesOf(text).map((entry) => {
    const [name, , value] = partsOf(entry);
    return { name, value };
  });
}

/** Only the first two colons part: a key may have some of its own. */
function partsOf(entry: string): readonly [name: string, middle: string, key: string] {
  const [name = '', middle = '', ...key] = entry.split(':');
  return [name, middle, key.join(':')];
}

function hashOfKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
