import { FOREIGN_METRICS, METRICS } from '@ballast/telemetry';
import { max, now, quantile, rate, sum } from './promql/functions.ts';
import { above, minus, over } from './promql/operators.ts';
import { bucketsOf, series } from './promql/series.ts';
import type { Vector } from './promql/vector.ts';

const { broker, deadLetters, http, ledger, outbox } = METRICS;
const { machine } = FOREIGN_METRICS;

/** A figure that an operator asks for first. */
export interface Figure {
  readonly name: string;
  readonly expr: Vector<string>;
  /** Above this it is told as bad. */
  readonly worst?: number;
  readonly show: (value: number) => string;
}

const count = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: 1 });
const percent = (value: number) => `${count(value * 100)} %`;
const requests = sum(rate(series(http.requests), '5m'));

/** What the daily look and `monitor.sh` show. */
export const FIGURES: readonly Figure[] = [
  { name: 'requests a second', expr: sum(rate(series(http.requests), '1m')), show: count },
  {
    name: 'error rate',
    expr: over(sum(rate(series(http.requests, { status: { like: '5..' } }), '5m')), above(requests, 0)),
    worst: 0.01,
    show: percent,
  },
  {
    name: '95th percentile of answers',
    expr: quantile(0.95, sum(rate(bucketsOf(http.duration), '5m'), ['le'])),
    worst: 5,
    show: (seconds) => `${count(seconds * 1_000)} ms`,
  },
  {
    name: 'messages waiting',
    expr: sum(
      max(series(broker.queueLength, { queue_name: ['primecheck_stream', 'emailsend_stream'] }), ['queue_name']),
    ),
    worst: 1_000,
    show: count,
  },
  { name: 'outbox rows', expr: sum(max(series(outbox.backlog), ['subject'])), worst: 1_000, show: count },
  {
    name: 'oldest outbox row',
    expr: max(minus(now, above(max(series(outbox.oldest), ['subject']), 0))),
    worst: 120,
    show: (seconds) => `${count(seconds)} s`,
  },
  {
    name: 'dead letters pending',
    expr: sum(max(series(deadLetters.pending), ['subject', 'type'])),
    worst: 50,
    show: count,
  },
  { name: 'unaccounted for', expr: sum(max(series(ledger.unaccounted), ['ledger'])), worst: 0, show: count },
  {
    name: 'fullest disk',
    expr: max(minus(1, over(series(machine.diskAvailable), series(machine.diskSize)))),
    worst: 0.8,
    show: percent,
  },
];
