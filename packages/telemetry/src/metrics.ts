import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type {
  CounterDefinition,
  GaugeDefinition,
  HistogramDefinition,
  MetricDefinition,
} from './catalogue/define-metric.ts';
import { type ClosedLabels, labelCombinations } from './metric-labels.ts';
import type { CounterMetric, GaugeMetric, HistogramMetric } from './metric-types.ts';

/**
 * A process's metrics. Asking again for a name gives the metric that exists, so that two users of one package in one
 * process share it; asking with another kind or other labels throws.
 */
export interface Metrics {
  readonly registry: Registry;
  counter<Labels extends ClosedLabels>(definition: CounterDefinition<Labels>): CounterMetric<Labels>;
  /** @param collect called at each scrape, to set a value that is only looked up when asked for */
  gauge<Labels extends ClosedLabels>(
    definition: GaugeDefinition<Labels>,
    collect?: (gauge: GaugeMetric<Labels>) => void | Promise<void>,
  ): GaugeMetric<Labels>;
  histogram<Labels extends ClosedLabels>(definition: HistogramDefinition<Labels>): HistogramMetric<Labels>;
}

/** Makes a registry of its own, with Node's default process metrics and `service` as a label on everything. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const once = createOnce();
  return {
    registry,
    counter: (definition) => once(definition, () => makeCounter(registry, definition)),
    gauge: (definition, collect) => once(definition, () => makeGauge(registry, definition, collect)),
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

function makeCounter<L extends ClosedLabels>(registry: Registry, definition: CounterDefinition<L>): CounterMetric<L> {
  const counter = new Counter(settings(registry, definition));
  for (const labels of labelCombinations(definition.labels)) counter.inc(labels, 0);
  return counter as unknown as CounterMetric<L>;
}

function makeGauge<L extends ClosedLabels>(
  registry: Registry,
  definition: GaugeDefinition<L>,
  collect: ((gauge: GaugeMetric<L>) => void | Promise<void>) | undefined,
): GaugeMetric<L> {
  const gauge: Gauge = new Gauge({
    ...settings(registry, definition),
    ...(collect !== undefined && { collect: () => collect(gauge as unknown as GaugeMetric<L>) }),
  });
  for (const labels of labelCombinations(definition.labels)) gauge.set(labels, 0);
  return gauge as unknown as GaugeMetric<L>;
}

function makeHistogram<L extends ClosedLabels>(
  registry: Registry,
  definition: HistogramDefinition<L>,
): HistogramMetric<L> {
  const histogram = new Histogram({ ...settings(registry, definition), buckets: [...definition.buckets] });
  for (const labels of labelCombinations(definition.labels)) histogram.zero(labels);
  return histogram as unknown as HistogramMetric<L>;
}

function settings(registry: Registry, { name, help, labels }: MetricDefinition) {
  return { name, help, labelNames: Object.keys(labels), registers: [registry] };
}
