import { now } from '../../promql/functions.ts';
import { above, minus, or, times } from '../../promql/operators.ts';
import type { Vector } from '../../promql/vector.ts';

/** How long ago a timestamp was, and 0 where it is 0, which says that there is none. */
export function ageWhereAny<Label extends string>(timestamp: Vector<Label>): Vector<Label> {
  return or(minus(now, above(timestamp, 0)), times(timestamp, 0));
}
