import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type ClosedLabels, labelCombinations } from './metric-labels.ts';
import type { CounterMetric, GaugeMetric, HistogramMetric } from './metric-types.ts';

export interface MetricDefinition<Labels extends ClosedLabels> {
  readonly name: string;
  readonly help: string;
  /**
   * Each label with every value it can take. All combinations exist from the start with the value 0, so that a rate is
   * right from the first event on. `[]` says that the values are not known beforehand: nothing is initialised.
   */
  readonly labels?: Labels;
}

export interface GaugeDefinition<Labels extends ClosedLabels> extends MetricDefinition<Labels> {
  /** Called at each scrape, to set a value that is only looked up when asked for. */
  readonly collect?: (gauge: GaugeMetric<Labels>) => void | Promise<void>;
}

export interface HistogramDefinition<Labels extends ClosedLabels> extends MetricDefinition<Labels> {
  /** Upper bounds in the metric's own unit, ascending. Default: prom-client's, 5 ms to 10 s, in seconds. */
  readonly buckets?: readonly number[];
}

/**
 * A process's metrics. Asking again for a name gives the metric that exists, so that two users of one package in one
 * process share it; asking with another kind or other labels throws.
 */
export interface Metrics {
  readonly registry: Registry;
  counter<const Labels extends ClosedLabels = Record<never, never>>(
    definition: MetricDefinition<Labels>,
  ): CounterMetric<Labels>;
  gauge<const Labels extends ClosedLabels = Record<never, never>>(
    definition: GaugeDefinition<Labels>,
  ): GaugeMetric<Labels>;
  histogram<const Labels extends ClosedLabels = Record<never, never>>(
    definition: HistogramDefinition<Labels>,
  ): HistogramMetric<Labels>;
}

/** Makes a registry of its own, with Node's default process metrics and `service` as a label on everything. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  collectDefaultMetrics({ register: registry });
  const once = createOnce();
  return {
    registry,
    counter: (definition) => once('counter', definition, () => makeCounter(registry, definition)),
    gauge: (definition) => once('gauge', definition, () => makeGauge(registry, definition)),
    histogram: (definition) => once('histogram', definition, () => makeHistogram(registry, definition)),
  };
}

function createOnce() {
  const made = new Map<string, { signature: string; metric: unknown }>();
  return <M>(kind: string, definition: MetricDefinition<ClosedLabels>, make: () => M): M => {
    const signature = `${kind} with labels ${Object.keys(definition.labels ?? {}).join(', ') || 'none'}`;
    const existing = made.get(definition.name);
    if (existing === undefined) {
      const metric = make();
      made.set(definition.name, { signature, metric });
      return metric;
    }
    if (existing.signature === signature) return existing.metric as M;
    throw new TypeError(`metric ${definition.name} exists as ${existing.signature}, not as ${signature}`);
  };
}

function makeCounter<L extends ClosedLabels>(registry: Registry, definition: MetricDefinition<L>): CounterMetric<L> {
  const counter = new Counter(settings(registry, definition));
  for (const labels of labelCombinations(definition.labels)) counter.inc(labels, 0);
  return counter as unknown as CounterMetric<L>;
}

function makeGauge<L extends ClosedLabels>(registry: Registry, definition: GaugeDefinition<L>): GaugeMetric<L> {
  const { collect } = definition;
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
  const { buckets } = definition;
  const histogram = new Histogram({
    ...settings(registry, definition),
    ...(buckets !== undefined && { buckets: [...buckets] }),
  });
  for (const labels of labelCombinations(definition.labels)) histogram.zero(labels);
  return histogram as unknown as HistogramMetric<L>;
}

function settings(registry: Registry, definition: MetricDefinition<ClosedLabels>) {
  return {
    name: definition.name,
    help: definition.help,
    labelNames: Object.keys(definition.labels ?? {}),
    registers: [registry],
  };
}
