import { startTransition, useEffect, useState } from 'react';
import { useResults } from '../session/session-context.ts';
import type { Submission } from '../submissions/submission.ts';
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
  const [over, setOver] = useState<string>();
  const newest = state.submissions[0];
  const waits = state !== shown && state.filter === shown.filter && newest?.key !== over && headStartOf(newest) > 0;
  if (state !== shown && !waits) setShown(state);
  useEffect(() => {
    if (!waits) return;
    const timer = setTimeout(() => startTransition(() => setOver(newest?.key)), headStartOf(newest));
    return () => clearTimeout(timer);
  }, [waits, newest]);
  return waits ? shown : state;
}

/** What is left of it, in ms; never more than all of it, should the clock be set back meanwhile. */
function headStartOf(newest: Submission | undefined): number {
  return newest === undefined ? 0 : Math.min(HEAD_START_MS, newest.submittedAt + HEAD_START_MS - Date.now());
}
