import type { ClosedLabels } from '../metric-labels.ts';

/** What a value counts; dashboards draw it accordingly. `timestamp`: seconds of Unix time. `state`: a number that stands for a word. */
export type Unit = 'count' | 'seconds' | 'bytes' | 'ratio' | 'timestamp' | 'state';

/** The processes of ours that export metrics. */
export const EXPORTERS = [
  'web-server',
  'outbox-publisher',
  'prime-check-worker',
  'email-send-worker',
  'dlq-manager',
  'event-hub',
] as const;
export type Exporter = (typeof EXPORTERS)[number];

/** Who else exports something that our dashboards and rules read. */
export const FOREIGN_EXPORTERS = ['redis-exporter', 'mysql-exporter', 'node-exporter'] as const;
export type ForeignExporter = (typeof FOREIGN_EXPORTERS)[number];

export interface MetricDefinition<
  Kind extends 'counter' | 'gauge' | 'histogram' = 'counter' | 'gauge' | 'histogram',
  Labels extends ClosedLabels = ClosedLabels,
> {
  readonly kind: Kind;
  readonly name: string;
  readonly help: string;
  readonly unit: Unit;
  /** Who exports it: nobody else may. */
  readonly by: readonly (Exporter | ForeignExporter)[];
  /**
   * Each label with every value it can take. All combinations exist from the start with the value 0, so that a rate is
   * right from the first event on. `[]` says that the values are not known here: whoever exports it writes the zeros.
   */
  readonly labels: Labels;
  /** Not all combinations of the labels' values can be: whoever exports it writes the zeros of those that can. */
  readonly hasGaps?: true;
  /** What a label declared as `[]` is called in our own processes; all that there is, where it is given. */
  readonly known?: Readonly<Record<string, readonly string[]>>;
  /** Of a histogram: upper bounds in the metric's own unit, ascending. */
  readonly buckets?: readonly number[];
}

export type CounterDefinition<Labels extends ClosedLabels = ClosedLabels> = MetricDefinition<'counter', Labels>;
export type GaugeDefinition<Labels extends ClosedLabels = ClosedLabels> = MetricDefinition<'gauge', Labels>;
export type HistogramDefinition<Labels extends ClosedLabels = ClosedLabels> = MetricDefinition<'histogram', Labels> & {
  readonly buckets: readonly number[];
};

type Words<Labels extends ClosedLabels> = Omit<MetricDefinition, 'kind' | 'labels' | 'buckets'> & {
  readonly labels?: Labels;
};
type None = Record<never, never>;

export function counter<const Labels extends ClosedLabels = None>(
  words: Omit<Words<Labels>, 'unit'>,
): CounterDefinition<Labels> {
  return { labels: {} as Labels, unit: 'count', ...words, kind: 'counter' };
}

export function gauge<const Labels extends ClosedLabels = None>(words: Words<Labels>): GaugeDefinition<Labels> {
  return { labels: {} as Labels, ...words, kind: 'gauge' };
}

export function histogram<const Labels extends ClosedLabels = None>(
  words: Words<Labels> & { readonly buckets: readonly number[] },
): HistogramDefinition<Labels> {
  return { labels: {} as Labels, ...words, kind: 'histogram' };
}
