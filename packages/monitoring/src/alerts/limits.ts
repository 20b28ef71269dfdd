import { METRICS } from '@ballast/telemetry';
import type { Pace } from '../pace.ts';
import { max, min } from '../promql/functions.ts';
import { above, below } from '../promql/operators.ts';
import { series } from '../promql/series.ts';
import type { AlertGroup } from './define-alert.ts';

const { limits } = METRICS;

/** Whether limits are shared, and whether they follow a load that does not end. */
export function limitAlerts({ hold }: Pace): AlertGroup {
  return {
    name: 'limits',
    alerts: [
      {
        name: 'RateLimitsWithoutRedis',
        severity: 'warning',
        expr: above(max(series(limits.storeState, { state: 'local' })), 0),
        for: hold('2m'),
        summary: 'Limits are kept by each instance alone',
        description:
          'Redis is away, hangs or refuses. Each web-server keeps to its part of the limits; signing in is closed.',
        dashboard: 'rate-limiting',
      },
      {
        name: 'CapacityCut',
        severity: 'warning',
        expr: below(min(series(limits.capacityFactor)), 0.5),
        for: hold('10m'),
        summary: '{{ $value | printf "%.1f" }} of the usual load is let in',
        description:
          'The outbox or the workers do not keep up, and new requests are answered 503 beyond what they can do.',
        dashboard: 'rate-limiting',
      },
    ],
  };
}
