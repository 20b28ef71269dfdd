import type { Metrics } from '@ballast/telemetry';

/** Numbers by their length in digits; what a check costs grows with it by seven orders of magnitude. */
export const NUMBER_LENGTHS = ['1-10', '11-20', '21-50', '51-100', '101-300', '301-1000', '1001+'] as const;
export type NumberLength = (typeof NUMBER_LENGTHS)[number];

export function numberLength(digits: number): NumberLength {
  if (digits <= 10) return '1-10';
  if (digits <= 20) return '11-20';
  if (digits <= 50) return '21-50';
  if (digits <= 100) return '51-100';
  if (digits <= 300) return '101-300';
  return digits <= 1000 ? '301-1000' : '1001+';
}

/** Statuses are what became of a message; results are what is known of its number. */
const STATUSES = ['stored', 'already_decided', 'retry', 'dead', 'defer', 'unavailable'] as const;
const RESULTS = ['prime', 'composite', 'none'] as const;

export interface ThreadCounts {
  readonly waiting: number;
  readonly running: number;
}

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

/** @param threads asked at each scrape */
export function createWorkerMetrics(metrics: Metrics, threads: () => ThreadCounts) {
  metrics.gauge({
    name: 'prime_check_threads_waiting',
    help: 'Checks that wait for a worker thread',
    collect: (gauge) => gauge.set(threads().waiting),
  });
  metrics.gauge({
    name: 'prime_check_threads_busy',
    help: 'Worker threads that compute',
    collect: (gauge) => gauge.set(threads().running),
  });
  return {
    duration: metrics.histogram({
      name: 'prime_check_duration_seconds',
      help: 'Time of a check, waiting for a thread included, by the digits of the number',
      labels: { number_length: NUMBER_LENGTHS },
      buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60],
    }),
    requests: metrics.counter({
      name: 'prime_check_requests_total',
      help: 'Messages handled, by what became of them and what is known of their number',
      labels: { status: STATUSES, result: RESULTS },
    }),
    groupSize: metrics.histogram({
      name: 'prime_check_verdict_group_size',
      help: 'Verdicts in one transaction',
      buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    }),
  };
}
