import { collectDefaultMetrics, Gauge, type OpenMetricsContentType, Registry } from 'prom-client';
import type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  MetricDefinition,
} from './catalogue/define-metric.ts';
import { type ClosedLabels, labelCombinations } from './metric-labels.ts';
import type { CounterMetric, GaugeMetric, HistogramMetric } from './metric-types.ts';
import { SeriesCounter } from './series-counter.ts';
import { SeriesHistogram } from './series-histogram.ts';
import { recordedTraceId } from './trace-context.ts';

type Collect<Labels extends ClosedLabels> = (gauge: GaugeMetric<Labels>) => void | Promise<void>;
/** The trace that an exemplar names; null for no exemplar, where undefined is the active trace's. */
type ExemplarOf = string | null | undefined;
type MetricsRegistry = Registry<OpenMetricsContentType>;

/**
 * A process's metrics. Asking again for a name gives the metric that exists, so that two users of one package in one
 * process share it; asking with another kind or other labels throws.
 */
export interface Metrics {
  readonly registry: MetricsRegistry;
  counter<Labels extends ClosedLabels>(definition: CounterDefinition<Labels>): CounterMetric<Labels>;
  /** @param collect called at each scrape, to set a value that is only looked up when asked for; each call adds one */
  gauge<Labels extends ClosedLabels>(
    definition: GaugeDefinition<Labels>,
    collect?: Collect<Labels>,
  ): GaugeMetric<Labels>;
  histogram<Labels extends ClosedLabels>(definition: HistogramDefinition<Labels>): HistogramMetric<Labels>;
}

/**
 * Makes a registry of its own, in the OpenMetrics format, which alone can carry exemplars: every duration that is observed
 * inside a recorded span names its trace. With Node's default process metrics and `service` as a label on everything.
 */
export function createMetrics(service: string): Metrics {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const once = createOnce();
  return {
    registry,
    counter: (definition) => once(definition, () => makeCounter(registry, definition)),
    gauge: (definition, collect) => {
      const { metric, collectors } = once(definition, () => makeGauge(registry, definition));
      if (collect !== undefined) collectors.push(collect);
      return metric;
    },
    histogram: (definition) => once(definition, () => makeHistogram(registry, definition)),
  };
}

function createOnce() {
  const made = new Map<string, { signature: string; metric: unknown }>();
  return <M>({ kind, name, labels }: MetricDefinition, make: () => M): M => {
    const signature = `${kind} with labels ${Object.keys(labels).join(', ') || 'none'}`;
    const existing = made.get(name);
    if (existing === undefined) {
      const metric = make();
      made.set(name, { signature, metric });
      return metric;
    }
    if (existing.signature === signature) return existing.metric as M;
    throw new TypeError(`metric ${name} exists as ${existing.signature}, not as ${signature}`);
  };
}

function makeCounter<L extends ClosedLabels>(
  registry: MetricsRegistry,
  definition: CounterDefinition<L>,
): CounterMetric<L> {
  const { name, help, labels: closed } = definition;
  const labelNames = Object.keys(closed);
  const counter = new SeriesCounter({ name, help, labelNames, registry });
  for (const labels of zerosOf(definition)) counter.inc(labels, 0);
  if (labelNames.length > 0) return counter as unknown as CounterMetric<L>;
  return { inc: (value?: number) => counter.inc({}, value) } as unknown as CounterMetric<L>;
}

function makeGauge<L extends ClosedLabels>(
  registry: MetricsRegistry,
  definition: GaugeDefinition<L>,
): { readonly metric: GaugeMetric<L>; readonly collectors: Collect<L>[] } {
  const collectors: Collect<L>[] = [];
  const gauge: Gauge = new Gauge({
    ...settings(registry, definition),
    collect: async () => void (await Promise.all(collectors.map((collect) => collect(metric)))),
  });
  const metric = gauge as unknown as GaugeMetric<L>;
  for (const labels of zerosOf(definition)) gauge.set(labels, 0);
  return { metric, collectors };
}

function makeHistogram<L extends ClosedLabels>(
  registry: MetricsRegistry,
  definition: HistogramDefinition<L>,
): HistogramMetric<L> {
  const { name, help, labels: closed, buckets } = definition;
  const labelNames = Object.keys(closed);
  const histogram = new SeriesHistogram({ name, help, labelNames, buckets, registry });
  for (const labels of zerosOf(definition)) histogram.zero(labels);

  const observe =
    definition.unit === 'seconds'
      ? (labels: Record<string, string>, value: number, traceId: ExemplarOf = recordedTraceId()) =>
          histogram.observe(labels, value, traceId ?? undefined)
      : (labels: Record<string, string>, value: number) => histogram.observe(labels, value);
  const metric = {
    zero: (labels: Record<string, string>) => histogram.zero(labels),
    observe: labelNames.length > 0 ? observe : (value: number, traceId?: ExemplarOf) => observe({}, value, traceId),
    startTimer: () => {
      const startedAt = performance.now();
      return (labels: Record<string, string> = {}) => {
        const seconds = (performance.now() - startedAt) / 1_000;
        observe(labels, seconds);
        return seconds;
      };
    },
  };
  return metric as unknown as HistogramMetric<L>;
}

function zerosOf({ labels, hasGaps }: MetricDefinition): Record<string, string>[] {
  return hasGaps ? [] : labelCombinations(labels);
}

function settings(registry: MetricsRegistry, { name, help, labels }: MetricDefinition) {
  return { name, help, labelNames: Object.keys(labels), registers: [registry] };
}
