import { describe, expect, it } from 'vitest';
import type { Caller } from '../identity/caller.ts';
import type { CheckDeps } from './checks-of.ts';
import { checksOf } from './checks-of.ts';
import type { LimitMode } from './modes.ts';
import type { LimitPolicies } from './policies.ts';

const policy = (name: string, kinds: readonly string[], fails = 'open') => ({
  name,
  fails,
  limits: kinds.map((kind) => ({ name: `${name}-${kind}`, kind, limit: 60, windowSeconds: 60 })),
});
const policies = {
  'prime-check': policy('prime-check', ['ip', 'user', 'global']),
  'sign-in': policy('sign-in', ['ip', 'email'], 'closed'),
  mails: policy('mails', ['email', 'ip', 'global']),
  service: policy('service', ['service']),
} as unknown as LimitPolicies;

const deps = (modes: Readonly<Record<string, LimitMode>> = {}): CheckDeps => ({
  policies,
  services: [{ name: 'batch', limitPerMinute: 60 }],
  globalFactor: 0.5,
  modeOf: (name) => modes[name] ?? 'enforce',
});
const SERVICE: Caller = { kind: 'service', name: 'batch', limitPerMinute: 60 };
const ANYBODY: Caller = { kind: 'anonymous' };
const asked = (route: 'prime-check' | 'sign-in', caller: Caller) => ({
  policy: policies[route],
  endpoint: `POST /${route}`,
  address: '192.0.2.1',
  caller,
});
const shown = (...args: Parameters<typeof checksOf>) =>
  checksOf(...args).map(({ policy: { name }, endpoint, shadow = false, buckets }) => ({
    name,
    endpoint,
    shadow,
    buckets: buckets.map((bucket) => `${bucket.of?.endpoint ?? ''} ${bucket.limit.name} ${bucket.id}`.trim()),
  }));
const mailTo = 'Ann+x@example.com';

describe('the checks of a request', () => {
  it('are one, with the mail’s buckets under a name of their own', () => {
    expect(shown(asked('prime-check', ANYBODY), { digits: 5, mailTo }, deps())).toEqual([
      {
        name: 'prime-check',
        endpoint: 'POST /prime-check',
        shadow: false,
        buckets: [
          ...['prime-check-ip 192.0.2.1', 'prime-check-global all'],
          ...['mails mails-email ann@example.com', 'mails mails-ip 192.0.2.1', 'mails mails-global all'],
        ],
      },
    ]);
  });

  it('of a service are one too: its own, what fails closed, and the mail’s without its address', () => {
    expect(shown(asked('prime-check', SERVICE), { mailTo }, deps())).toMatchObject([
      { name: 'service', endpoint: 'any', buckets: [expect.any(String), expect.any(String), 'mails mails-global all'] },
    ]);
    expect(shown(asked('sign-in', SERVICE), {}, deps())).toMatchObject([
      { name: 'sign-in', buckets: ['sign-in-ip 192.0.2.1', 'any service-service batch'] },
    ]);
  });

  it('are apart only where one is in shadow, and leave out what is off', () => {
    const wanted = { mailTo };
    const found = shown(asked('prime-check', ANYBODY), wanted, deps({ 'prime-check': 'shadow' }));
    expect(found.map(({ name, shadow }) => [name, shadow])).toEqual([
      ['mails', false],
      ['prime-check', true],
    ]);
    const left = shown(asked('prime-check', ANYBODY), wanted, deps({ 'prime-check': 'off' }));
    expect(left.map(({ name, endpoint }) => [name, endpoint])).toEqual([['mails', 'mails']]);
  });

  it('charge a long number to what computes it, and one mail; the load makes no fewer mails of all', () => {
    const [check] = checksOf(asked('prime-check', ANYBODY), { digits: 156, mailTo }, deps());
    expect(check?.buckets.map(({ cost, factor }) => [cost, factor])).toEqual([
      [8, undefined],
      [8, 0.5],
      [1, undefined],
      [1, undefined],
      [1, undefined],
    ]);
  });

  it('spare the recipient where only the asker is to be charged', () => {
    const [check] = checksOf(asked('sign-in', ANYBODY), { mailTo, sparesRecipient: true }, deps());
    expect(check?.buckets.map(({ limit }) => limit.name)).toEqual(['sign-in-ip', 'mails-ip', 'mails-global']);
  });
});
