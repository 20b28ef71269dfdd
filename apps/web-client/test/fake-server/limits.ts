import { type Buckets, type Limits, SetLimitModeBodySchema, type TopConsumers } from '@ballast/contracts/operators';
import type { FakeAnswer, FakeRequest } from './fake-route.ts';
import { problem } from './problem.ts';

type Policy = Limits['policies'][number];
type Limit = Policy['limits'][number];

const MINUTE = { window_seconds: 60 };
const limit = (name: string, kind: Limit['kind'], amount: number, rest: Partial<Limit> = {}): Limit => ({
  name,
  kind,
  limit: amount,
  burst: amount,
  ...MINUTE,
  ...rest,
});
const QUIET = { allowed: 0, denied: 0, shadow_denied: 0, bypassed: 0 };

/** What an operator sees on a busy day. */
function busyLimits(): Limits {
  return {
    enabled: true,
    store: { state: 'redis', live_instances: 3 },
    global: { factor: 1, reasons: [] },
    policies: [
      {
        policy: 'prime-check',
        endpoints: ['POST /prime-check'],
        mode: 'enforce',
        fails: 'open',
        limits: [
          limit('prime-check-per-ip', 'ip', 60),
          limit('prime-check-per-user', 'user', 100),
          limit('prime-check-global', 'global', 1_000),
        ],
        last_minute: { allowed: 812, denied: 44, shadow_denied: 0, bypassed: 120 },
      },
      {
        policy: 'prime-check-list',
        endpoints: ['GET /prime-check', 'GET /prime-check-list'],
        mode: 'enforce',
        fails: 'open',
        limits: [limit('prime-check-list-per-ip', 'ip', 30), limit('prime-check-list-per-user', 'user', 50)],
        last_minute: { allowed: 371, denied: 3, shadow_denied: 0, bypassed: 0 },
      },
      {
        policy: 'mails',
        endpoints: ['mails'],
        mode: 'shadow',
        fails: 'open',
        limits: [limit('email-per-recipient', 'email', 20, { window_seconds: 86_400, burst: 5 })],
        last_minute: { allowed: 58, denied: 0, shadow_denied: 9, bypassed: 0 },
        changed_by: 'grace',
        changed_at: new Date(Date.now() - 42 * 60_000).toISOString(),
        reason: 'Watching what a limit of 20 a day would refuse before it does',
      },
      {
        policy: 'sign-in',
        endpoints: ['POST /users/login'],
        mode: 'enforce',
        fails: 'closed',
        limits: [limit('sign-in-per-ip', 'ip', 10, { window_seconds: 900, burst: 5 })],
        last_minute: { ...QUIET, allowed: 6 },
      },
      {
        policy: 'default',
        endpoints: ['every other route'],
        mode: 'enforce',
        fails: 'open',
        limits: [limit('default-per-ip', 'ip', 100)],
        last_minute: QUIET,
      },
    ],
  };
}

const TOP: TopConsumers = {
  window_seconds: 300,
  items: [
    { kind: 'ip', id: '203.0.113.24', requests: 1_204, denied: 412 },
    { kind: 'ip', id: '2001:db8:41:7::/64', requests: 640, denied: 0 },
    { kind: 'ip', id: '198.51.100.7', requests: 88, denied: 1 },
    { kind: 'user', id: '0192f0c1-7b1e-7000-8000-0000000000ad', requests: 97, denied: 0 },
  ],
};

/** The double's limits, with what operators do to them. */
export class FakeLimits {
  limits = busyLimits();
  top = structuredClone(TOP);
  buckets: Buckets['buckets'] = [];
  readonly changes: { policy: string; mode: string; reason: string }[] = [];
  readonly resets: unknown[] = [];

  answer({ route, query, body }: FakeRequest, isOperator: boolean): FakeAnswer | undefined {
    if (!/^[A-Z]+ \/api\/limits/u.test(route)) return undefined;
    if (!isOperator) return { status: 401, body: problem(401, 'unauthorized', 'This needs a key') };
    if (route === 'GET /api/limits') return { status: 200, body: this.limits };
    if (route === 'GET /api/limits/top') return { status: 200, body: this.#top(query.get('kind')) };
    if (route === 'GET /api/limits/buckets') {
      return { status: 200, body: { kind: query.get('kind'), id: query.get('id'), buckets: this.buckets } };
    }
    if (route === 'POST /api/limits/reset') return this.#reset(body);
    const policy = /^PUT \/api\/limits\/(.+)$/u.exec(route)?.[1];
    return policy === undefined ? undefined : this.#setMode(policy, body);
  }

  #top(kind: string | null): TopConsumers {
    return { ...this.top, items: this.top.items.filter((one) => one.kind === kind) };
  }

  #reset(body: unknown): FakeAnswer {
    this.resets.push(body);
    this.buckets = this.buckets.map(({ name, endpoint, limit: amount }) => ({
      name,
      endpoint,
      limit: amount,
      remaining: amount,
    }));
    return { status: 204 };
  }

  #setMode(name: string, body: unknown): FakeAnswer {
    const { mode, reason } = SetLimitModeBodySchema.parse(body);
    const policy = this.limits.policies.find((one) => one.policy === name);
    if (policy === undefined) return { status: 404, body: problem(404, 'not_found', 'There is no such policy') };
    Object.assign(policy, { mode, reason, changed_by: 'grace', changed_at: new Date().toISOString() });
    this.changes.push({ policy: name, mode, reason });
    return { status: 200, body: policy };
  }
}
