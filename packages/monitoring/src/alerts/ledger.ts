import { METRICS } from '@ballast/telemetry';
import type { Pace } from '../pace.ts';
import { absent, max, now } from '../promql/functions.ts';
import { above, differs, minus, or } from '../promql/operators.ts';
import { series } from '../promql/series.ts';
import type { AlertGroup } from './define-alert.ts';

const { ledger } = METRICS;

/** What Ballast promises: everything accepted has an end, or something that will bring it there. */
export function ledgerAlerts({ hold }: Pace): AlertGroup {
  const each = ['ledger'] as const;
  return {
    name: 'ledger',
    alerts: [
      {
        name: 'LedgerUnaccounted',
        severity: 'critical',
        expr: above(max(series(ledger.unaccounted), each), 0),
        for: hold('2m'),
        summary: '{{ $value }} {{ $labels.ledger }} that nothing will move',
        description:
          'They are accepted and open, and no outbox row, stored message, dead letter or redrive item will bring them to an end.',
        dashboard: 'system-overview',
      },
      {
        name: 'LedgerUnbalanced',
        severity: 'critical',
        expr: or(above(max(series(ledger.missing), each), 0), differs(max(series(ledger.drift), each), 0)),
        for: hold('1m'),
        summary: 'The {{ $labels.ledger }} do not add up: {{ $value }}',
        description: 'At the last recount rows were missing, or the counters said something else than the rows.',
        dashboard: 'system-overview',
      },
      {
        name: 'LedgerUnchecked',
        severity: 'warning',
        expr: or(above(minus(now, max(series(ledger.lastSweep))), 300), absent(series(ledger.lastSweep))),
        for: hold('5m'),
        summary: 'Nobody has looked for lost messages for five minutes',
        description:
          'The reconciler in dlq-manager does not get through; what the broker loses is not put back meanwhile.',
        dashboard: 'system-overview',
      },
    ],
  };
}
