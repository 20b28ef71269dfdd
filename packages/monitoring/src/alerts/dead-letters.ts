import { METRICS } from '@ballast/telemetry';
import type { Pace } from '../pace.ts';
import { increase, max, sum } from '../promql/functions.ts';
import { above, and, equals } from '../promql/operators.ts';
import { series } from '../promql/series.ts';
import type { AlertGroup } from './define-alert.ts';

const { deadLetters } = METRICS;

/** Messages that failed for good. */
export function deadLetterAlerts({ window, hold }: Pace): AlertGroup {
  // Every dlq-manager tells the same count of the same table.
  const pending = sum(max(series(deadLetters.pending), ['subject', 'type']));
  return {
    name: 'dead-letters',
    alerts: [
      {
        name: 'DLQBacklog',
        severity: 'warning',
        expr: above(pending, 50),
        for: hold('1m'),
        summary: '{{ $value }} dead letters are pending',
        description: 'They wait for a person, or for a rule. Nothing is lost meanwhile.',
        dashboard: 'dead-letters',
      },
      {
        name: 'DLQHighVolume',
        severity: 'warning',
        expr: above(pending, 100),
        for: hold('5m'),
        summary: '{{ $value }} dead letters have been pending for five minutes',
        description: 'More fails for good than is looked after.',
        dashboard: 'dead-letters',
      },
      {
        name: 'DLQErrorSpike',
        severity: 'critical',
        expr: above(sum(increase(series(deadLetters.letters, { fate: ['dead', 'kept'] }), window('5m'))), 20),
        for: hold('1m'),
        summary: '{{ $value | printf "%.0f" }} messages failed for good within five minutes',
        description: 'Something that messages need has broken, or a kind of message that cannot be handled arrives.',
        dashboard: 'dead-letters',
      },
      {
        name: 'DeadLettersNotStored',
        severity: 'critical',
        expr: and(
          above(max(series(deadLetters.waiting)), 0),
          equals(sum(increase(series(deadLetters.letters), window('10m'))), 0),
        ),
        for: hold('5m'),
        summary: 'Dead letters wait in the broker and nobody stores them',
        description:
          'dlq-manager is down or cannot reach MySQL. At 10,000 letters the queue is full, and failing messages stay in their streams.',
        dashboard: 'dead-letters',
      },
    ],
  };
}
