export interface Series {
  /** As it stands there: with `_bucket`, `_sum` or `_count` for the parts of a histogram. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** The trace of an exemplar. */
  readonly traceId?: string;
}

export interface Exposition {
  /** The type of each metric, by its name with `_total`. */
  readonly types: ReadonlyMap<string, string>;
  readonly series: readonly Series[];
}

const SERIES =
  /^(?<name>[a-zA-Z_:][\w:]*)(?:\{(?<labels>.*?)\})? (?<value>\S+)(?: # \{trace_id="(?<traceId>\w+)"\}.*)?$/;

/** Reads what a process exports, in the OpenMetrics format. Throws on a line that is none. */
export async function readMetrics(url: string): Promise<Exposition> {
  const answer = await fetch(`${url}/metrics`);
  if (!answer.ok) throw new Error(`${url}/metrics answered ${answer.status}`);
  return parseMetrics(await answer.text());
}

function parseMetrics(text: string): Exposition {
  const types = new Map<string, string>();
  const series: Series[] = [];
  for (const line of text.trimEnd().split('\n')) {
    const [, name, type] = /^# TYPE (\S+) (\S+)$/.exec(line) ?? [];
    if (name !== undefined && type !== undefined) types.set(type === 'counter' ? `${name}_total` : name, type);
    else if (!line.startsWith('#')) series.push(parseSeries(line));
  }
  return { types, series };
}

function parseSeries(line: string): Series {
  const { name, labels = '', value, traceId } = SERIES.exec(line)?.groups ?? {};
  if (name === undefined || value === undefined) throw new Error(`not a series: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, label = '', text = '']) => [label, text]);
  return { name, labels: Object.fromEntries(pairs), value: Number(value), ...(traceId !== undefined && { traceId }) };
}
