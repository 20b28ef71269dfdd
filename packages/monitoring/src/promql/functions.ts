import type { Series } from './series.ts';
import { atom, type Range, type Scalar, type Vector, type Window } from './vector.ts';

/** How much a counter grew in a second, on average over the window. */
export function rate<Label extends string>(counter: Series<'counter', Label>, window: Range): Vector<Label> {
  return atom(`rate(${counter.promql}[${window}])`);
}

/** By how much a counter grew within the window. A gauge is refused by the compiler. */
export function increase<Label extends string>(counter: Series<'counter', Label>, window: Window): Vector<Label> {
  return atom(`increase(${counter.promql}[${window}])`);
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
export const count: Aggregation = aggregation('count');

function aggregation(name: string): Aggregation {
  return (vector, by = []) =>
    atom(by.length === 0 ? `${name}(${vector.promql})` : `${name} by (${by.join(', ')}) (${vector.promql})`);
}

/** The n highest. */
export function topk<Label extends string>(n: number, vector: Vector<Label>): Vector<Label> {
  return atom(`topk(${n}, ${vector.promql})`);
}
