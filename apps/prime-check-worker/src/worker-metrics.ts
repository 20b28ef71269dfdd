import { METRICS, type Metrics } from '@ballast/telemetry';

/** Numbers by their length in digits; what a check costs grows with it by seven orders of magnitude. */
export type NumberLength = (typeof METRICS.primeCheck.duration.labels.number_length)[number];

export function numberLength(digits: number): NumberLength {
  if (digits <= 10) return '1-10';
  if (digits <= 20) return '11-20';
  if (digits <= 50) return '21-50';
  if (digits <= 100) return '51-100';
  if (digits <= 300) return '101-300';
  return digits <= 1000 ? '301-1000' : '1001+';
}

export interface ThreadCounts {
  readonly waiting: number;
  readonly running: number;
}

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>;

/** @param threads asked at each scrape */
export function createWorkerMetrics(metrics: Metrics, threads: () => ThreadCounts) {
  metrics.gauge(METRICS.primeCheck.threadsWaiting, (gauge) => gauge.set(threads().waiting));
  metrics.gauge(METRICS.primeCheck.threadsBusy, (gauge) => gauge.set(threads().running));
  return {
    duration: metrics.histogram(METRICS.primeCheck.duration),
    requests: metrics.counter(METRICS.primeCheck.requests),
    timeToVerdict: metrics.histogram(METRICS.primeCheck.timeToVerdict),
    groupSize: metrics.histogram(METRICS.primeCheck.verdictGroup),
  };
}
