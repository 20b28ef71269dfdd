import { createContext, use, useSyncExternalStore } from 'react';
import type { Connection } from '../live/connection.ts';
import type { ResultsState } from '../results/results-state.ts';
import type { PageSession } from './page-session.ts';

export const SessionContext = createContext<PageSession | undefined>(undefined);

/** @throws Error outside a `SessionContext`. */
export function useSession(): PageSession {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('useSession needs a SessionContext around it');
  return session;
}

export function useResults(): ResultsState {
  const { results } = useSession();
  return useSyncExternalStore(results.subscribe, results.getShown);
}

export function useConnection(): Connection {
  const { connection } = useSession();
  return useSyncExternalStore(connection.subscribe, connection.get);
}
