import { METRICS } from '@ballast/telemetry';
import type { Pace } from '../pace.ts';
import { quantile, rate, sum } from '../promql/functions.ts';
import { above, over } from '../promql/operators.ts';
import { bucketsOf, series } from '../promql/series.ts';
import type { AlertGroup } from './define-alert.ts';

const { http } = METRICS;

/** What callers of the web server see at once. */
export function webAlerts({ window, hold }: Pace): AlertGroup {
  const every = window('5m');
  // Added up before it is divided: a ratio of each route's own rates would know no route that never fails.
  const shareOfErrors = over(
    sum(rate(series(http.requests, { status: { like: '5..' } }), every)),
    // No traffic is no error: a division by nothing would be NaN, and no alert.
    above(sum(rate(series(http.requests), every)), 0),
  );
  const p95 = quantile(0.95, sum(rate(bucketsOf(http.duration), every), ['le']));
  return {
    name: 'web',
    alerts: [
      {
        name: 'HighErrorRate',
        severity: 'critical',
        expr: above(shareOfErrors, 0.05),
        for: hold('2m'),
        summary: '{{ $value | humanizePercentage }} of all requests fail',
        description: 'More than 5 % of the HTTP requests of the last five minutes were answered 5xx.',
        dashboard: 'error-analysis',
      },
      {
        name: 'ElevatedErrorRate',
        severity: 'warning',
        expr: above(shareOfErrors, 0.01),
        for: hold('5m'),
        summary: '{{ $value | humanizePercentage }} of all requests fail',
        description: 'More than 1 % of the HTTP requests of the last five minutes were answered 5xx.',
        dashboard: 'error-analysis',
      },
      {
        name: 'HighLatency',
        severity: 'warning',
        expr: above(p95, 2),
        for: hold('5m'),
        summary: 'One request in twenty takes longer than {{ $value | humanizeDuration }}',
        description: 'The 95th percentile of the time to an answer has been over two seconds for five minutes.',
        dashboard: 'system-overview',
      },
      {
        name: 'VeryHighLatency',
        severity: 'warning',
        expr: above(p95, 5),
        for: hold('5m'),
        labels: { mail: 'true' },
        summary: 'One request in twenty takes longer than {{ $value | humanizeDuration }}',
        description: 'The 95th percentile of the time to an answer has been over five seconds for five minutes.',
        dashboard: 'system-overview',
      },
    ],
  };
}
