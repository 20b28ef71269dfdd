import { compound, operand, type Scalar, type Vector } from './vector.ts';

/** Both sides bear the same labels: add up before you divide. */
type Both = <Label extends string>(left: Vector<Label>, right: Vector<Label> | Scalar | number) => Vector<Label>;

export const plus: Both = binary('+');
export const times: Both = binary('*');
export const over: Both = binary('/');
/** Keeps the left side where it is higher. */
export const above: Both = binary('>');
export const below: Both = binary('<');
export const equals: Both = binary('==');
export const differs: Both = binary('!=');

/** `1 - x` and `time() - x` as well. */
export function minus<Label extends string>(
  left: Vector<Label> | Scalar | number,
  right: Vector<Label> | Scalar | number,
): Vector<Label> {
  return compound(`${operand(left)} - ${operand(right)}`);
}

/** Keeps the left side where the right one exists. */
export function and<Label extends string>(left: Vector<Label>, right: Vector<Label>): Vector<Label> {
  return compound(`${operand(left)} and ${operand(right)}`);
}

/** Both, the left side first where they bear the same labels. */
export function or<Left extends string, Right extends string>(
  left: Vector<Left>,
  right: Vector<Right>,
): Vector<Left | Right> {
  return compound(`${operand(left)} or ${operand(right)}`);
}

function binary(operator: string): Both {
  return (left, right) => compound(`${operand(left)} ${operator} ${operand(right)}`);
}
