import { describe, expect, it } from 'vitest';
import { AddressRanges } from './address-ranges.ts';

describe('AddressRanges', () => {
  const ranges = new AddressRanges(['127.0.0.0/8', '::1/128', '10.0.0.0/8', 'fc00::/7', '203.0.113.9']);

  it.each([
    '127.0.0.1',
    '127.255.255.255',
    '10.1.2.3',
    '::1',
    'fd12::1',
    '203.0.113.9',
    '::ffff:10.1.2.3',
    'fd12::1%eth0',
  ])('contains %s', (address) => {
    expect(ranges.contains(address)).toBe(true);
  });

  it.each(['11.0.0.1', '203.0.113.8', '::2', '::ffff:8.8.8.8', 'fe80::1', '', 'localhost', undefined])(
    'does not contain %s',
    (address) => {
      expect(ranges.contains(address)).toBe(false);
    },
  );

  it.each([
    '10.0.0.0/33',
    '::/129',
    '10.0.0.0/',
    '10.0.0/8',
    'localhost',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.0.0.0/ 8',
  ])('refuses %j, naming it', (entry) => {
    expect(() => new AddressRanges([entry])).toThrow(entry);
  });
});
