declare const labels: unique symbol;

/**
 * A PromQL expression. `Label` has the labels that its series bear, so that only these can be grouped by; it exists for
 * the type checker alone.
 */
export interface Vector<Label extends string = never> {
  readonly promql: string;
  /** Whether it must stand in brackets beside an operator. */
  readonly compound?: boolean;
  readonly [labels]?: Label;
}

/** One number that belongs to no series, such as the time. */
export interface Scalar {
  readonly promql: string;
  readonly scalar: true;
}

/** A range as PromQL writes it. */
export type Window = `${number}${'s' | 'm' | 'h' | 'd'}`;

/** A window, or the one that Grafana chooses: as long as a point of the picture, and at least four scrapes. */
export type Range = Window | '$__rate_interval';

/** A call such as `rate(x)`, a selector, a number: nothing that could bind wrongly. */
export function atom<Label extends string>(promql: string): Vector<Label> {
  return { promql };
}

export function compound<Label extends string>(promql: string): Vector<Label> {
  return { promql, compound: true };
}

/** The expression as an operand. */
export function operand(vector: Vector<string> | Scalar | number): string {
  if (typeof vector === 'number') return String(vector);
  return 'compound' in vector && vector.compound === true ? `(${vector.promql})` : vector.promql;
}
