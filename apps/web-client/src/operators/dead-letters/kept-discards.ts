import { DiscardAnswerSchema } from '@ballast/contracts/operators';
import type { DiscardAnswer } from './letters-api.ts';

const KEY = 'ballast:discarded';

/** A discard that is told of, with the way to take it back. */
export interface TellableDiscard {
  readonly answer: DiscardAnswer;
  /** Whose it is: what one operator did is not told to the next one at the same browser. */
  readonly by: string;
  /** Until when it is told of, in epoch milliseconds. */
  readonly until: number;
}

/** Keeps for this tab what is told of, so that a reload does not take the way back away. */
export function keepDiscards(discards: readonly TellableDiscard[]): void {
  try {
    if (discards.length === 0) sessionStorage.removeItem(KEY);
    else sessionStorage.setItem(KEY, JSON.stringify(discards));
  } catch {
    // Forbidden, or full: it lasts as long as the page. The letter itself can still be restored.
  }
}

/** What an operator did a moment ago and may still take back by one press. */
export function readDiscards(by: string, now: number): TellableDiscard[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return (Array.isArray(kept) ? kept : []).flatMap((one: Partial<Record<keyof TellableDiscard, unknown>>) => {
      const { data: answer } = DiscardAnswerSchema.safeParse(one.answer);
      const { until } = one;
      return answer !== undefined && one.by === by && typeof until === 'number' && until > now
        ? [{ answer, by, until }]
        : [];
    });
  } catch {
    return [];
  }
}
