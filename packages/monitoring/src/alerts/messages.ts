import { METRICS } from '@ballast/telemetry';
import type { Pace } from '../pace.ts';
import { absent, max, now } from '../promql/functions.ts';
import { above, and, equals, minus, or } from '../promql/operators.ts';
import { series } from '../promql/series.ts';
import type { AlertGroup } from './define-alert.ts';

const { broker, hub, messaging, outbox } = METRICS;
const WORK = ['primecheck_stream', 'emailsend_stream'] as const;

/** The way of a message: outbox, stream, consumer. */
export function messageAlerts({ hold }: Pace): AlertGroup {
  const each = ['stream', 'consumer'] as const;
  const pending = max(series(broker.consumerPending, { stream: WORK }), each);
  const inFlight = max(series(broker.consumerInFlight, { stream: WORK }), each);
  const pulls = max(series(broker.consumerPulls, { stream: WORK }), each);
  const oldestUnpublished = above(max(series(outbox.oldest), ['subject']), 0);
  const oldestEvent = above(max(series(hub.outboxOldest)), 0);
  const lastPass = max(series(outbox.lastPass));
  return {
    name: 'messages',
    alerts: [
      {
        name: 'QueueBacklog',
        severity: 'critical',
        expr: above(max(series(broker.queueLength, { queue_name: WORK }), ['queue_name']), 1_000),
        for: hold('2m'),
        summary: '{{ $value }} messages wait in {{ $labels.queue_name }}',
        description: 'More is accepted than the workers do, or they do nothing. Users wait for their answers.',
        dashboard: 'message-queue',
      },
      {
        name: 'NoWorkerPulling',
        severity: 'critical',
        expr: and(and(above(pending, 0), equals(inFlight, 0)), equals(pulls, 0)),
        for: hold('2m'),
        summary: 'Nobody takes messages from {{ $labels.stream }}',
        description:
          '{{ $value }} messages wait, none is being worked on, and no worker asks for any: all are down, or none has the consumer any more.',
        dashboard: 'message-queue',
      },
      {
        name: 'BreakerOpen',
        severity: 'warning',
        // Half open is a probe: a breaker that goes to and fro has not closed.
        expr: above(max(series(messaging.breakerState), ['consumer', 'dependency']), 0),
        for: hold('2m'),
        summary: '{{ $labels.consumer }} does not reach {{ $labels.dependency }}',
        description:
          'Its circuit breaker is open: it takes no messages, spends no attempts and probes until it is answered.',
        dashboard: 'message-queue',
      },
      {
        name: 'OutboxOld',
        severity: 'critical',
        expr: above(minus(now, oldestUnpublished), 120),
        for: hold('1m'),
        summary: 'A message for {{ $labels.subject }} has not been published for {{ $value | humanizeDuration }}',
        description:
          'Requests are accepted and kept, and do not reach the workers: NATS is away, its stream is full, or rows are refused.',
        dashboard: 'message-queue',
      },
      {
        name: 'HubOutboxOld',
        severity: 'warning',
        expr: above(minus(now, oldestEvent), 120),
        for: hold('1m'),
        summary: 'An accepted event has not been published for {{ $value | humanizeDuration }}',
        description:
          'Producers are answered that their events are accepted; they are kept, and reach no group: NATS is away or its store is full.',
        dashboard: 'message-queue',
      },
      {
        name: 'OutboxNotRead',
        severity: 'critical',
        expr: or(above(minus(now, lastPass), 60), absent(series(outbox.lastPass))),
        for: hold('2m'),
        summary: 'Nobody has looked into the outbox for a minute',
        description: 'No outbox-publisher gets through to MySQL. What is accepted is kept and published once one does.',
        dashboard: 'message-queue',
      },
    ],
  };
}
