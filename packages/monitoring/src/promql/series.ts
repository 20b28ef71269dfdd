import type { ClosedLabels, HistogramDefinition, MetricDefinition } from '@ballast/telemetry';
import { atom, type Vector } from './vector.ts';

/** What Prometheus adds to each series of a process, and what the process itself says of all of its metrics. */
export type TargetLabel = 'job' | 'instance' | 'service';

declare const kind: unique symbol;

/** Series as they are stored: what `rate` and its like take. A counter and a gauge cannot be taken for each other. */
export interface Series<Kind extends 'counter' | 'gauge', Label extends string> extends Vector<Label> {
  readonly [kind]?: Kind;
}

/** One value, one of several, none of several, or a regular expression (such as a dashboard's `$job`). */
type Match<Value extends string> =
  | Value
  | readonly Value[]
  | { readonly not: Value | readonly Value[] }
  | { readonly like: string }
  | { readonly unlike: string };

type ValuesOf<Labels extends ClosedLabels, Name extends keyof Labels> = Labels[Name] extends readonly []
  ? string
  : Labels[Name][number];

/** What is asked of the labels: only those that the metric has, only values that they can take. */
export type Matchers<Labels extends ClosedLabels> = {
  readonly [Name in keyof Labels]?: Match<ValuesOf<Labels, Name>>;
} & { readonly [Name in TargetLabel]?: Match<string> };

type Names<Labels extends ClosedLabels> = Extract<keyof Labels, string> | TargetLabel;

/** The series of a counter or a gauge, or what a recording rule has made. */
export function series<Kind extends 'counter' | 'gauge', const Labels extends ClosedLabels>(
  metric: Pick<MetricDefinition<Kind, Labels>, 'kind' | 'name' | 'labels'>,
  matchers: Matchers<Labels> = {},
): Series<Kind, Names<Labels>> {
  return atom(metric.name + selector(matchers));
}

/** A histogram's buckets, to be added up by `le` (and more) before a quantile is taken of them. */
export function bucketsOf<const Labels extends ClosedLabels>(
  metric: HistogramDefinition<Labels>,
  matchers: Matchers<Labels & { readonly le: readonly [] }> = {},
): Series<'counter', Names<Labels> | 'le'> {
  return atom(`${metric.name}_bucket${selector(matchers)}`);
}

/**
 * How often a histogram was observed at or below one of its bounds.
 *
 * @throws RangeError for what is no bound of it: such a series would not exist, and an objective on it would always be met
 */
export function observationsWithin<const Labels extends ClosedLabels>(
  metric: HistogramDefinition<Labels>,
  bound: number,
  matchers: Matchers<Labels> = {},
): Series<'counter', Names<Labels>> {
  if (!metric.buckets.includes(bound)) throw new RangeError(`${metric.name} has no bucket up to ${bound}`);
  // Later versions of Prometheus write a whole number as 1.0.
  const le = Number.isInteger(bound) ? { le: [String(bound), `${bound}.0`] } : { le: String(bound) };
  return atom(`${metric.name}_bucket${selector({ ...matchers, ...le })}`);
}

/** How often a histogram was observed. */
export function observationsOf<const Labels extends ClosedLabels>(
  metric: HistogramDefinition<Labels>,
  matchers: Matchers<Labels> = {},
): Series<'counter', Names<Labels>> {
  return atom(`${metric.name}_count${selector(matchers)}`);
}

/** The sum of what a histogram has observed. */
export function totalOf<const Labels extends ClosedLabels>(
  metric: HistogramDefinition<Labels>,
  matchers: Matchers<Labels> = {},
): Series<'counter', Names<Labels>> {
  return atom(`${metric.name}_sum${selector(matchers)}`);
}

function selector(matchers: Readonly<Record<string, Match<string> | undefined>>): string {
  const parts = Object.entries(matchers).flatMap(([name, match]) =>
    match === undefined ? [] : [matcher(name, match)],
  );
  return parts.length === 0 ? '' : `{${parts.join(', ')}}`;
}

function matcher(name: string, match: Match<string>): string {
  if (typeof match === 'string') return `${name}=${quoted(match)}`;
  if (isList(match)) return `${name}=~${quoted(anyOf(match))}`;
  if ('like' in match) return `${name}=~${quoted(match.like)}`;
  if ('unlike' in match) return `${name}!~${quoted(match.unlike)}`;
  if (typeof match.not === 'string') return `${name}!=${quoted(match.not)}`;
  return `${name}!~${quoted(anyOf(match.not))}`;
}

function isList(match: Match<string>): match is readonly string[] {
  return Array.isArray(match);
}

function anyOf(values: readonly string[]): string {
  return values.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
