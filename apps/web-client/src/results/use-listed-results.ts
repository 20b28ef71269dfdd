import { startTransition, useEffect, useReducer, useState } from 'react';
import { useResults } from '../session/session-context.ts';
import type { ResultsState } from './results-state.ts';

/** Most verdicts are here by then. */
const HEAD_START_MS = 200;

/**
 * What the list is to show. The answer to what was just submitted stands above the list and is what somebody waits for, so
 * the list leaves it a head start: it shows in one step, right after, what would be three steps drawn meanwhile.
 */
export function useListedResults(): ResultsState {
  const state = useResults();
  const [shown, setShown] = useState(state);
  const [, look] = useReducer((looks: number) => looks + 1, 0);
  const waits = state !== shown && state.filter === shown.filter && headStartOf(state) > 0;
  if (state !== shown && !waits) setShown(state);
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => startTransition(look), headStartOf(state));
    return () => clearTimeout(timer);
  }, [waits, state]);
  return waits ? shown : state;
}

/** What is left of it, in ms. */
function headStartOf({ submissions: [newest] }: ResultsState): number {
  return newest === undefined ? 0 : newest.submittedAt + HEAD_START_MS - Date.now();
}
