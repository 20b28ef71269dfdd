import { expect, test } from 'vitest';
import { isVersionAtLeast } from './server-version.ts';

test.each([
  ['2.9.10', '2.10.0', false],
  ['2.10.0', '2.10.0', true],
  ['2.10', '2.10.0', true],
  ['2.15.1', '2.10.0', true],
  ['3.0.0', '2.10.0', true],
  ['unknown', '2.10.0', false],
])('%s is at least %s: %s', (version, minimum, expected) => {
  expect(isVersionAtLeast(version, minimum)).toBe(expected);
});
