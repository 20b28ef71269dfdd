import { Counter, collectDefaultMetrics, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client';
import type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  MetricDefinition,
} from './catalogue/define-metric.ts';
import { type ClosedLabels, labelCombinations } from './metric-labels.ts';
import type { CounterMetric, GaugeMetric, HistogramMetric } from './metric-types.ts';
import { recordedTraceId } from './trace-context.ts';

type Collect<Labels extends ClosedLabels> = (gauge: GaugeMetric<Labels>) => void | Promise<void>;
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
  // Before the first metric: a histogram asks for it when it is made.
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
  const counter = new Counter(settings(registry, definition));
  for (const labels of zerosOf(definition)) counter.inc(labels, 0);
  return counter as unknown as CounterMetric<L>;
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
  const isDuration = definition.unit === 'seconds';
  const histogram = new Histogram({
    ...settings(registry, definition),
    buckets: [...definition.buckets],
    enableExemplars: isDuration,
  });
  for (const labels of zerosOf(definition)) histogram.zero(labels);
  const hasLabels = Object.keys(definition.labels).length > 0;

  const observe = (labels: Record<string, string>, value: number, traceId = recordedTraceId()) => {
    if (!isDuration) histogram.observe(labels, value);
    else if (traceId === undefined) histogram.observe({ labels, value });
    else histogram.observe({ labels, value, exemplarLabels: { trace_id: traceId } });
  };
  const metric = {
    zero: (labels: Record<string, string>) => histogram.zero(labels),
    observe: hasLabels ? observe : (value: number, traceId?: string) => observe({}, value, traceId),
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
