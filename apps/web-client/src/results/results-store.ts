import { EMPTY_RESULTS, type ResultsAction, type ResultsState, reduceResults } from './results-state.ts';

/** What the page knows, in the shape of `useSyncExternalStore`. */
export interface ResultsStore {
  getState(): ResultsState;
  dispatch(action: ResultsAction): void;
  subscribe(listener: () => void): () => void;
}

export function createResultsStore(): ResultsStore {
  let state = EMPTY_RESULTS;
  const listeners = new Set<() => void>();
  return {
    getState: () => state,
    dispatch(action) {
      state = reduceResults(state, action);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
