import { keyIdOfSecret } from '@ballast/encryption';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { encryptionEnv, refuseLostKeysThatAreHere } from './encryption-env.ts';
import { loadConfig } from './load-config.ts';

const Schema = z.object({ ...encryptionEnv }).superRefine(refuseLostKeysThatAreHere);
const ENCRYPTION_KEY = 'the newest key,the one before';
const load = (lost?: string) => loadConfig(Schema, { ENCRYPTION_KEY, ENCRYPTION_KEYS_LOST: lost });

test('no key is lost unless it is said; several are named by their ids', () => {
  expect(load().ENCRYPTION_KEYS_LOST).toEqual([]);
  expect(load('1f2e3d4c, 00000000').ENCRYPTION_KEYS_LOST).toEqual(['1f2e3d4c', '00000000']);
});

test.each(['1f2e3d4', '1F2E3D4C', 'the key itself, by mistake'])('%s is no id of a key', (lost) => {
  expect(() => load(lost)).toThrow('ENCRYPTION_KEYS_LOST must be ids of keys');
});

test.each(['the newest key', 'the one before'])('a key that is here is not given up: %s', (secret) => {
  const id = keyIdOfSecret(secret);
  expect(() => load(`1f2e3d4c,${id}`)).toThrow(`ENCRYPTION_KEYS_LOST names key ${id}, which is in ENCRYPTION_KEY`);
});
