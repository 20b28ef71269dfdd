import type { ClosedLabels, LabelValues } from './metric-labels.ts';

/** The arguments of a metric call: labels first where the metric has any, then the value. */
type WithLabels<Labels extends ClosedLabels, Rest extends unknown[]> = keyof Labels extends never
  ? Rest
  : [labels: LabelValues<Labels>, ...Rest];

export interface CounterMetric<Labels extends ClosedLabels> {
  /** Adds `value` (default 1; never negative). */
  inc(...args: WithLabels<Labels, [value?: number]>): void;
}

export interface GaugeMetric<Labels extends ClosedLabels> {
  set(...args: WithLabels<Labels, [value: number]>): void;
  inc(...args: WithLabels<Labels, [value?: number]>): void;
  dec(...args: WithLabels<Labels, [value?: number]>): void;
}

export interface HistogramMetric<Labels extends ClosedLabels> {
  /**
   * @param traceId of an exemplar, null for none; by default the active trace's, if it is recorded. Only durations have
   * exemplars.
   */
  observe(...args: WithLabels<Labels, [value: number, traceId?: string | null]>): void;
  /** Makes a series, with nothing observed. */
  zero(...args: WithLabels<Labels, []>): void;
  /** Starts a timer; calling the result observes the seconds since, and returns them. */
  startTimer(): (...args: WithLabels<Labels, []>) => number;
}
