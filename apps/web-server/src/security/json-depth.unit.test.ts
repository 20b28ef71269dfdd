import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isDeeperThan } from './json-depth.ts';

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

it('knows the depth of any JSON, whatever stands in its strings', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.nat(8), (text, max) => {
      expect(isDeeperThan(text, max)).toBe(depthOf(JSON.parse(text)) > max);
    }),
    { numRuns: 500 },
  );
});

it.each([
  ['"[[[["', 0, false],
  ['"\\"[[[["', 0, false],
  ['["\\\\",[1]]', 1, true],
  ['{"a":{"b":[]}}', 2, true],
  ['{"a":{"b":[]}}', 3, false],
  ['['.repeat(10_000), 64, true],
])('%.20s is deeper than %i: %s', (text, max, deeper) => {
  expect(isDeeperThan(text, max)).toBe(deeper);
});
