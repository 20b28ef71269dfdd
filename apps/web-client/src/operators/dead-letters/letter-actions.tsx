import type { DeadLetterDetail } from '@ballast/contracts/operators';
import type { Operator } from '../roles.ts';

export interface LetterActionsProps {
  readonly letter: DeadLetterDetail;
  readonly operator: Operator;
}

/** What can be done to the open letter, under its title. */
export function LetterActions(_props: LetterActionsProps) {
  return null;
}
