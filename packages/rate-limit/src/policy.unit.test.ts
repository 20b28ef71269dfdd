import { describe, expect, test } from 'vitest';
import { definePolicies, type Limit, type Penalty, type Policy } from './policy.ts';

const limit: Limit = { name: 'per-ip', kind: 'ip', limit: 60, windowSeconds: 60 };
const penalty: Penalty = {
  kind: 'ip',
  afterDenials: 10,
  baseSeconds: 60,
  factor: 2,
  ceilingSeconds: 3_600,
  decaySeconds: 600,
};
const withLimit = (change: Partial<Limit>): Policy => ({
  name: 'policy',
  limits: [{ ...limit, ...change }],
  fails: 'open',
});
const withPenalty = (change: Partial<Penalty>): Policy => ({
  name: 'policy',
  limits: [limit],
  penalty: { ...penalty, ...change },
  fails: 'open',
});

describe('definePolicies', () => {
  test('gives back policies that can be kept', () => {
    const policies = [withPenalty({})];
    expect(definePolicies(policies)).toBe(policies);
  });

  test.each<[string, Policy[]]>([
    ['no limits', [{ name: 'policy', limits: [], fails: 'open' }]],
    ['a limit of 0', [withLimit({ limit: 0 })]],
    ['half a token', [withLimit({ limit: 0.5 })]],
    ['no number', [withLimit({ windowSeconds: Number.NaN })]],
    ['an endless burst', [withLimit({ burst: Number.POSITIVE_INFINITY })]],
    ['a bucket past 2^53', [withLimit({ limit: 1_000_000, windowSeconds: 86_400 })]],
    ['a name with a space', [withLimit({ name: 'per ip' })]],
    ['two policies of a name', [withLimit({}), withLimit({ name: 'other' })]],
    ['two limits of a name', [withLimit({}), { ...withLimit({}), name: 'other' }]],
    ['a penalty for a kind without a limit', [withPenalty({ kind: 'user' })]],
    ['a penalty rather for a kind without a limit', [withPenalty({ ratherKind: 'user' })]],
    ['a ceiling below the base', [withPenalty({ ceilingSeconds: 59 })]],
    ['a factor that is none', [withPenalty({ factor: 0 })]],
    ['a factor that is not whole', [withPenalty({ factor: 1.5 })]],
    ['a penalty past 2^53', [withPenalty({ ceilingSeconds: 1e9, factor: 1_000 })]],
  ])('refuses %s', (_what, policies) => {
    expect(() => definePolicies(policies)).toThrow(expect.objectContaining({ code: 'bad_policy' }));
  });
});
