import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SpaceSaving } from './space-saving.ts';

describe('the sketch of those who ask most', () => {
  test('follows everyone exactly while there is room', () => {
    const sketch = new SpaceSaving(3);
    for (const [id, isDenied] of [
      ['a', false],
      ['b', true],
      ['a', true],
      ['c', false],
    ] as const)
      sketch.add(id, isDenied);
    expect(Object.fromEntries(sketch.entries())).toEqual({
      a: { requests: 2, denied: 1 },
      b: { requests: 1, denied: 1 },
      c: { requests: 1, denied: 0 },
    });
  });

  test('has everyone who made more than his share, says of nobody more than is true, and never grows', () => {
    const capacity = 8;
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 40 }).map((n) => n % (n % 3 === 0 ? 3 : 41))), (ids) => {
        const sketch = new SpaceSaving(capacity);
        const truth = new Map<string, number>();
        for (const id of ids.map(String)) {
          sketch.add(id, true);
          truth.set(id, (truth.get(id) ?? 0) + 1);
        }
        expect(sketch.size).toBeLessThanOrEqual(capacity);
        const found = new Map(sketch.entries());
        for (const [id, count] of truth) if (count > ids.length / capacity) expect(found.has(id)).toBe(true);
        for (const [id, { requests, denied }] of found) {
          expect(requests).toBeLessThanOrEqual(truth.get(id) ?? 0);
          expect(denied).toBeLessThanOrEqual(requests);
        }
      }),
    );
  });
});
