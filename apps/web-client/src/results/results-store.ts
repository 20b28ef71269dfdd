import { EMPTY_RESULTS, looksTheSame, type ResultsAction, type ResultsState, reduceResults } from './results-state.ts';

/** What the page knows. `subscribe` and `getShown` are in the shape of `useSyncExternalStore`. */
export interface ResultsStore {
  getState(): ResultsState;
  /** The state as of the last change that can be seen: a state that is told again makes no page draw itself again. */
  getShown(): ResultsState;
  dispatch(action: ResultsAction): void;
  /** The listener is called after each change that can be seen. */
  subscribe(listener: () => void): () => void;
}

export function createResultsStore(): ResultsStore {
  let state = EMPTY_RESULTS;
  let shown = state;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    getShown: () => shown,
    dispatch(action) {
      state = reduceResults(state, action);
      if (looksTheSame(shown, state)) return;
      shown = state;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
