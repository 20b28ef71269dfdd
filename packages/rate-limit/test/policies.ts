import { definePolicies, type Limit, type Policy } from '../src/policy.ts';

export const perIp = { name: 'prime-check-per-ip', kind: 'ip', limit: 60, windowSeconds: 60 } as const satisfies Limit;
export const perUser = {
  name: 'prime-check-per-user',
  kind: 'user',
  limit: 100,
  windowSeconds: 60,
} as const satisfies Limit;
export const global = {
  name: 'prime-check-global',
  kind: 'global',
  limit: 1_000,
  windowSeconds: 60,
} as const satisfies Limit;

export const [primeCheck, signIn] = definePolicies([
  { name: 'prime-check', limits: [perIp, perUser, global], fails: 'open' },
  {
    name: 'sign-in',
    limits: [
      { name: 'sign-in-burst', kind: 'ip', limit: 3, windowSeconds: 60 },
      { name: 'sign-in-sustained', kind: 'ip', limit: 10, windowSeconds: 3_600 },
    ],
    penalty: { kind: 'ip', afterDenials: 5, baseSeconds: 60, factor: 2, ceilingSeconds: 600, decaySeconds: 3_600 },
    fails: 'closed',
  },
] as const satisfies readonly Policy[]);

export const ENDPOINT = 'POST /prime-check';
