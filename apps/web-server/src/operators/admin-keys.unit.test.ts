import { loadConfig } from '@ballast/runtime';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configFaults } from '../../test/config-faults.ts';
import { adminKeysVariable, findOperator, mayAct, ROLES } from './admin-keys.ts';

const Schema = z.object({ ADMIN_API_KEYS: adminKeysVariable() });
const read = (text: string, env: Record<string, string> = {}) =>
  loadConfig(Schema, { ADMIN_API_KEYS: text, ...env }).ADMIN_API_KEYS;

const faultsOf = (text: string, env: Record<string, string> = {}) =>
  configFaults(Schema, { ADMIN_API_KEYS: text, ...env });

describe('ADMIN_API_KEYS', () => {
  it('is a list of name, role and key, and the key may have colons', () => {
    const keys = read('ann:viewer:one, bob:admin:a:b:c,\nann:viewer:next');
    expect(findOperator(keys, 'one')).toEqual({ name: 'ann', role: 'viewer' });
    expect(findOperator(keys, 'a:b:c')).toEqual({ name: 'bob', role: 'admin' });
    expect(findOperator(keys, 'next')).toEqual({ name: 'ann', role: 'viewer' });
    expect(findOperator(keys, 'One')).toBeUndefined();
    expect(findOperator(keys, '')).toBeUndefined();
  });

  it('may be missing: then nobody has a key', () => {
    expect(loadConfig(Schema, {}).ADMIN_API_KEYS).toEqual([]);
    expect(loadConfig(Schema, { NODE_ENV: 'production' }).ADMIN_API_KEYS).toEqual([]);
  });

  it('keeps no key as it is', () => {
    expect(JSON.stringify(read('ann:viewer:hunter2'))).not.toContain('hunter2');
  });

  it.each([
    ['SECRETKEY', 'write it as name:role:key'],
    ['ann:viewer:', 'write it as name:role:key'],
    ['SECRETKEY:ann:viewer', 'its role is none of viewer, operator, admin'],
    ['ann:SECRETKEY:viewer', 'its role is none of viewer, operator, admin'],
    ['an n:viewer:SECRETKEY', 'a name has'],
    ['ann:viewer:SECRETKEY with a space', 'a key has'],
  ])('says what is wrong with %s, and shows none of it', (entry, fault) => {
    const [message] = faultsOf(`bob:admin:fine, ${entry}`);
    expect(message).toContain('ADMIN_API_KEYS has a wrong entry (no. 2)');
    expect(message).toContain(fault);
    expect(message).not.toContain('SECRETKEY');
  });

  it('refuses a key that has two owners', () => {
    expect(faultsOf('ann:viewer:same,bob:admin:same')).toEqual([
      'ADMIN_API_KEYS has the same key twice: who used it could not be told',
    ]);
  });

  it('refuses weak keys in production, each by the name of its owner', () => {
    const env = { NODE_ENV: 'production' };
    const strong = 'k3J9-fPq2-Lx7w-Zr5T';
    expect(faultsOf(`admin:admin:${strong}`, env)).toEqual([]);
    const [fault] = faultsOf(`admin:admin:${strong},ann:viewer:hush,bob:operator:password12345`, env);
    expect(fault).toMatch(/^ADMIN_API_KEYS: the one of ann has 4 characters.*; .*the one of bob begins like a default/);
    expect(fault).not.toMatch(/hush|password12345/);
  });
});

it('each role may do what the smaller ones may', () => {
  const allowed = ROLES.map((held) => ROLES.filter((needed) => mayAct(held, needed)));
  expect(allowed).toEqual([['viewer'], ['viewer', 'operator'], ['viewer', 'operator', 'admin']]);
});
