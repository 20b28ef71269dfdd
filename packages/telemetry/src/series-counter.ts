import type { OpenMetricsContentType, Registry } from 'prom-client';
import { type Labels, SeriesTable } from './series-table.ts';

interface Series {
  readonly labels: Labels;
  value: number;
}

export interface SeriesCounterOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  readonly registry: Registry<OpenMetricsContentType>;
}

/**
 * A counter for prom-client's registry that finds its series in a `SeriesTable`.
 *
 * @throws if the registry has a metric of that name
 */
export class SeriesCounter {
  /** The registry takes the `_total` off it, which the format wants behind each series only. */
  name: string;
  readonly help: string;
  readonly type = 'counter';
  readonly aggregator = 'sum';
  readonly #series: SeriesTable<Series>;

  constructor({ name, help, labelNames, registry }: SeriesCounterOptions) {
    this.name = name;
    this.help = help;
    this.#series = new SeriesTable(labelNames, (labels) => ({ labels, value: 0 }));
    // The registry asks a metric for nothing else than what this class has; the type is a list of prom-client's own.
    registry.registerMetric(this as unknown as Parameters<typeof registry.registerMetric>[0]);
  }

  /**
   * @param value nothing makes a series, with nothing counted
   * @throws {RangeError} for a value that no counter can grow by: it would spoil the sum for ever
   */
  inc(labels: Labels, value = 1): void {
    if (!(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`${this.name} cannot grow by ${value}: it takes finite numbers from 0 on`);
    }
    this.#series.at(labels).value += value;
  }

  /** All series, as the registry asks for them to write its text. */
  async get() {
    const { name, help, type, aggregator } = this;
    return { name, help, type, aggregator, values: this.#series.all.map((series) => ({ ...series })) };
  }
}
