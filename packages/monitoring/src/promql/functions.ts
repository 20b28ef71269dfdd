import type { Series } from './series.ts';
import { atom, type Range, type Scalar, type Vector, type Window } from './vector.ts';

/** How much a counter grew in a second, on average over the window. */
export function rate<Label extends string>(counter: Series<'counter', Label>, window: Range): Vector<Label> {
  return atom(`rate(${counter.promql}[${window}])`);
}

/** By how much a counter grew within the window. What a gauge did is asked of `delta`. */
export function increase<Label extends string>(counter: Series<'counter', Label>, window: Window): Vector<Label> {
  return atom(`increase(${counter.promql}[${window}])`);
}

/** By how much a gauge differs from what it was a window ago. */
export function delta<Label extends string>(gauge: Series<'gauge', Label>, window: Window): Vector<Label> {
  return atom(`delta(${gauge.promql}[${window}])`);
}

/** The highest value that a gauge had within the window. */
export function maxOverTime<Label extends string>(gauge: Series<'gauge', Label>, window: Window): Vector<Label> {
  return atom(`max_over_time(${gauge.promql}[${window}])`);
}

/** How often a gauge's value changed within the window. */
export function changes<Label extends string>(gauge: Series<'gauge', Label>, window: Window): Vector<Label> {
  return atom(`changes(${gauge.promql}[${window}])`);
}

/** 1 where nothing of the kind exists, else nothing. */
export function absent(vector: Vector<string>): Vector {
  return atom(`absent(${vector.promql})`);
}

/** The value below which a share of all observations lies; takes buckets that were added up by `le`. */
export function quantile<Label extends string>(
  share: number,
  buckets: Vector<Label | 'le'>,
): Vector<Exclude<Label, 'le'>> {
  return atom(`histogram_quantile(${share}, ${buckets.promql})`);
}

/** Unix time now, in seconds. */
export const now: Scalar = { promql: 'time()', scalar: true };

/** A number as a series without labels. */
export function constant(value: number): Vector {
  return atom(`vector(${value})`);
}

type Aggregation = <Label extends string, By extends Label = never>(
  vector: Vector<Label>,
  by?: readonly By[],
) => Vector<By>;

/** Added up: over everything, or for each combination of the labels named. */
export const sum: Aggregation = aggregation('sum');
/** The highest: where several instances tell the same thing. */
export const max: Aggregation = aggregation('max');
export const min: Aggregation = aggregation('min');
export const avg: Aggregation = aggregation('avg');
export const count: Aggregation = aggregation('count');

function aggregation(name: string): Aggregation {
  return (vector, by = []) =>
    atom(by.length === 0 ? `${name}(${vector.promql})` : `${name} by (${by.join(', ')}) (${vector.promql})`);
}

/** The n highest. */
export function topk<Label extends string>(n: number, vector: Vector<Label>): Vector<Label> {
  return atom(`topk(${n}, ${vector.promql})`);
}
