import type { OpenMetricsContentType, Registry } from 'prom-client';
import { type Labels, SeriesTable } from './series-table.ts';

/** A duration that was observed, and the trace to look at it in. */
interface Exemplar {
  readonly labelSet: { readonly trace_id: string };
  readonly value: number;
  /** Seconds of Unix time. */
  readonly timestamp: number;
}

interface Series {
  readonly labels: Labels;
  /** What fell into each bucket alone; the last one is above every bound. */
  readonly counts: number[];
  readonly exemplars: (Exemplar | undefined)[];
  count: number;
  sum: number;
}

/** A line of the text format, as prom-client's registry takes it: it puts `sharedLabels` into words once for all lines. */
interface Line {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly sharedLabels: Labels;
  readonly value: number;
  readonly exemplar?: Exemplar | undefined;
}

export interface SeriesHistogramOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** Upper bounds, ascending. */
  readonly buckets: readonly number[];
  readonly registry: Registry<OpenMetricsContentType>;
}

/**
 * A histogram for prom-client's registry that finds its series in a `SeriesTable`, and its buckets by their place and not, as
 * prom-client's own does, by their bounds as texts.
 *
 * @throws if the registry has a metric of that name
 */
export class SeriesHistogram {
  readonly name: string;
  readonly help: string;
  readonly type = 'histogram';
  readonly aggregator = 'sum';
  readonly #bounds: readonly number[];
  readonly #series: SeriesTable<Series>;

  constructor({ name, help, labelNames, buckets, registry }: SeriesHistogramOptions) {
    this.name = name;
    this.help = help;
    this.#bounds = buckets;
    this.#series = new SeriesTable(labelNames, (labels) => emptySeries(labels, buckets.length + 1));
    // The registry asks a metric for nothing else than what this class has; the type is a list of prom-client's own.
    registry.registerMetric(this as unknown as Parameters<typeof registry.registerMetric>[0]);
  }

  /**
   * @param traceId of the exemplar that stands for the value's bucket from now on
   * @throws {TypeError} for a value that is no finite number: it would spoil the sum for ever
   */
  observe(labels: Labels, value: number, traceId?: string): void {
    if (!Number.isFinite(value)) throw new TypeError(`${this.name} cannot observe ${value}: it is no finite number`);
    const series = this.#series.at(labels);
    const bucket = this.#bucketOf(value);
    series.counts[bucket] = (series.counts[bucket] as number) + 1;
    series.count += 1;
    series.sum += value;
    if (traceId === undefined) return;
    series.exemplars[bucket] = { labelSet: { trace_id: traceId }, value, timestamp: Date.now() / 1_000 };
  }

  /** Makes a series, with nothing observed. */
  zero(labels: Labels): void {
    this.#series.at(labels);
  }

  /** All series, as the registry asks for them to write its text. */
  async getForPromString() {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.#series.all.flatMap((series) => this.#linesOf(series)) };
  }

  /** All series, each line with all its labels. */
  async get() {
    const { values, ...words } = await this.getForPromString();
    return { ...words, values: values.map(withAllLabels) };
  }

  /** Buckets are few and most values are small: looking through them is as fast as anything. */
  #bucketOf(value: number): number {
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    return bucket;
  }

  #linesOf({ labels: sharedLabels, counts, exemplars, count, sum }: Series): Line[] {
    let below = 0;
    const buckets = counts.map((inBucket, index) => {
      below += inBucket;
      const labels = { le: this.#bounds[index] ?? '+Inf' };
      return { metricName: `${this.name}_bucket`, labels, sharedLabels, value: below, exemplar: exemplars[index] };
    });
    return [
      ...buckets,
      { metricName: `${this.name}_sum`, labels: {}, sharedLabels, value: sum },
      { metricName: `${this.name}_count`, labels: {}, sharedLabels, value: count },
    ];
  }
}

function emptySeries(labels: Labels, buckets: number): Series {
  return {
    labels,
    counts: new Array<number>(buckets).fill(0),
    exemplars: new Array<undefined>(buckets).fill(undefined),
    count: 0,
    sum: 0,
  };
}

function withAllLabels({ sharedLabels, ...line }: Line) {
  return { ...line, labels: { ...line.labels, ...sharedLabels } };
}
