import type { LimitPolicy, Limits as LimitsAnswer } from '@ballast/contracts/operators';
import type { Policy } from '@ballast/rate-limit';
import type { Limits } from './open-limits.ts';
import { policyList } from './policies.ts';

/** What operators are shown of all limits. */
export function describeLimits(limits: Limits): LimitsAnswer {
  const { limiter } = limits;
  const { factor, reasons } = limits.capacity();
  const store = limiter?.state() ?? { state: 'local', reason: 'limits are switched off: RATE_LIMIT_ENABLED is false' };
  return {
    enabled: limiter !== undefined,
    store: { ...store, live_instances: limits.liveInstances() },
    global: { factor, reasons: [...reasons] },
    policies: policyList(limits.policies).map((policy) => describePolicy(limits, policy)),
  };
}

/** One policy, with what an operator set it to. */
export function describePolicy(limits: Limits, policy: Policy): LimitPolicy {
  const set = limits.modeOf(policy.name);
  return {
    policy: policy.name,
    endpoints: limits.endpointsOf(policy.name),
    mode: set?.mode ?? 'enforce',
    fails: policy.fails,
    limits: policy.limits.map(({ name, kind, limit, windowSeconds, burst = limit }) => ({
      name,
      kind,
      limit,
      window_seconds: windowSeconds,
      burst,
    })),
    last_minute: limits.limiter?.lastMinute(policy.name) ?? { allowed: 0, denied: 0, shadow_denied: 0, bypassed: 0 },
    ...(set !== undefined && { changed_by: set.changedBy, changed_at: set.changedAt.toISOString() }),
    ...(set?.reason !== undefined && { reason: set.reason }),
  };
}
