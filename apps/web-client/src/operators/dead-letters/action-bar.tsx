import type { Operator } from '../roles.ts';
import { type Selection, sizeOf } from './selection.ts';

export interface ActionBarProps {
  readonly selection: Selection;
  readonly operator: Operator;
  /** Takes the selection back. */
  readonly onClear: () => void;
}

/** What can be done to the selected letters: at the bottom of the list, while there are any. */
export function ActionBar({ selection }: ActionBarProps) {
  return <p>{sizeOf(selection)}</p>;
}
