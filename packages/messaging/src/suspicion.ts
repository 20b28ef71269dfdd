import type { AttemptHistory } from './attempt-log.ts';

/** Marks without an outcome after them that a message may leave; with one more it is quarantined. */
export const MAX_OPEN_MARKS = 2;

export interface Suspicion {
  /**
   * Of its earlier deliveries some left no row: whoever had it may have died of it, or beside it. Which of those that
   * were in flight was the killer shows when each runs alone.
   */
  readonly isSuspect: boolean;
  /** Other processes that began to work on it alone and were not heard of again. */
  readonly deaths: number;
}

/**
 * @param deliveries how often the message had been delivered before
 * @param survived of these, how many ended in this process without a row, or are under way in it
 * @param self this process's name: it is alive, so its own marks are no deaths
 */
export function suspect(deliveries: number, history: AttemptHistory, survived: number, self: string): Suspicion {
  return {
    isSuspect: history.outcomes + survived < deliveries,
    deaths: history.openMarks.filter((worker) => worker !== self).length,
  };
}
