import { findKey, loadConfig } from '@ballast/runtime';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configFaults } from '../../test/config-faults.ts';
import { serviceKeysVariable } from './service-keys.ts';

const Schema = z.object({ SERVICE_KEYS: serviceKeysVariable() });
const read = (text: string, env: Record<string, string> = {}) =>
  loadConfig(Schema, { SERVICE_KEYS: text, ...env }).SERVICE_KEYS;

const faultsOf = (text: string, env: Record<string, string> = {}) =>
  configFaults(Schema, { SERVICE_KEYS: text, ...env });

describe('SERVICE_KEYS', () => {
  it('is a list of name, requests per minute and key, and the key may have colons', () => {
    const keys = read('shop:6000:one,\nreports:1:a:b:c');
    expect(findKey(keys, 'one')).toMatchObject({ name: 'shop', limitPerMinute: 6_000 });
    expect(findKey(keys, 'a:b:c')).toMatchObject({ name: 'reports', limitPerMinute: 1 });
    expect(findKey(keys, 'One')).toBeUndefined();
    expect(findKey(keys, '')).toBeUndefined();
    expect(loadConfig(Schema, {}).SERVICE_KEYS).toEqual([]);
  });

  it('keeps no key as it is', () => {
    expect(JSON.stringify(read('shop:60:hunter2'))).not.toContain('hunter2');
  });

  it.each([
    ['SECRETKEY', 'write it as name:requests-per-minute:key'],
    ['shop:60:', 'write it as name:requests-per-minute:key'],
    ['shop:SECRETKEY:60', 'its requests per minute are no whole number'],
    ['shop:0:SECRETKEY', 'its requests per minute are no whole number'],
    ['shop:1e3:SECRETKEY', 'its requests per minute are no whole number'],
    ['shop:1000001:SECRETKEY', 'its requests per minute are no whole number'],
    ['sh op:60:SECRETKEY', 'a name has'],
    ['shop:60:SECRETKEY with a space', 'a key has'],
  ])('names the fault of %s by its number, with every other, and shows no secret', (entry, fault) => {
    const [message, second] = faultsOf(`fine:1:fine, ${entry}, wrong`);
    expect(message).toContain('SERVICE_KEYS has a wrong entry (no. 2)');
    expect(message).toContain(fault);
    expect(message).not.toContain('SECRETKEY');
    expect(second).toContain('SERVICE_KEYS has a wrong entry (no. 3)');
  });

  it('refuses a key with two owners, and weak ones in production', () => {
    expect(faultsOf('a:1:same,b:2:same')).toEqual([
      'SERVICE_KEYS has the same key twice: who used it could not be told',
    ]);
    expect(faultsOf('a:1:hush', { NODE_ENV: 'production' })[0]).toMatch(/^SERVICE_KEYS: the one of a has 4 characters/);
  });
});
