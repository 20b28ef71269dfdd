import type { PrimeCheck } from '@ballast/contracts';
import { MutationCache, type Query, QueryCache, QueryClient } from '@tanstack/react-query';
import { assertSameUser, followUser, knownUser, refreshSession, SESSION_KEY } from '../account/session-query.ts';
import { ApiError } from '../api/api-error.ts';
import { getPrimeCheck, postPrimeCheck } from '../api/prime-checks.ts';
import type { Allowance } from '../api/read-allowance.ts';
import { createBatch } from '../live/batch.ts';
import type { Connection } from '../live/connection.ts';
import { type EventStream, openEventStream } from '../live/event-stream.ts';
import { newestId, openIds } from '../results/list-rows.ts';
import type { ResultsFilter } from '../results/results-filter.ts';
import {
  filterList,
  forgetList,
  RESULTS_KEY,
  refreshTop,
  restartList,
  storeListedPages,
} from '../results/results-query.ts';
import { createResultsStore, type ResultsStore } from '../results/results-store.ts';
import { keepUnsent } from '../submissions/kept-submissions.ts';
import { pace } from '../submissions/pace.ts';
import { createSubmissionSender, type SubmissionSender } from '../submissions/submission-sender.ts';
import { askAgainMs } from './ask-again.ts';
import { createCell, type ReadableCell } from './cell.ts';

/** How often checks without an end are asked for: the page is right in the end although an event may be lost. */
const OPEN_POLL_MS = 10_000;
/** Most verdicts are told of sooner. One whose event was lost is not waited for until the next round. */
const FIRST_ASK_MS = 2_000;
/** Six rounds a minute: well below what a route takes from one address, with room for a second tab. */
const MAX_OPEN_FETCHED = 6;
/**
 * What is known stays true until the live connection says otherwise, so nothing goes stale by age. `always`: the server may be
 * this very machine, which a browser that calls itself offline still reaches.
 */
const QUERY_DEFAULTS = {
  retry: false,
  refetchInterval: (query: Query) => askAgainMs(query.state.error),
  staleTime: Infinity,
  gcTime: Infinity,
  networkMode: 'always',
} as const;

/** All that lives outside React: what is known, what is on its way, and the connection to the server. */
export interface PageSession {
  readonly queries: QueryClient;
  readonly results: ResultsStore;
  readonly sender: SubmissionSender;
  readonly connection: ReadableCell<Connection>;
  /** How much more may be submitted, as of the last submission that was taken. */
  readonly allowance: ReadableCell<Allowance | undefined>;
  /** Makes the list one of something else. */
  filterResults(filter: ResultsFilter): void;
  /** Tries the server again now, instead of at the end of a wait. */
  reconnect(): void;
  /** Connects; the function returned disconnects. Both may be repeated. */
  start(): () => void;
}

export function createPageSession(): PageSession {
  const queries: QueryClient = createQueries(() => void refreshSession(queries));
  const results = createResultsStore();
  let allowanceAt = 0;
  const allowance = createCell<Allowance | undefined>(undefined);
  let firstAsk: ReturnType<typeof setTimeout> | undefined;
  /** Whether who is signed in was asked since the server was last away: the session may have ended meanwhile. */
  let isSessionSure = true;
  const sender = createSubmissionSender(
    results,
    async (body, key) => {
      if (!isSessionSure) await assertSameUser(queries);
      const taken = await postPrimeCheck(body, key);
      allowance.set(taken.allowance);
      allowanceAt = Date.now();
      clearTimeout(firstAsk);
      firstAsk = setTimeout(() => void refreshOpen(results), FIRST_ASK_MS);
      return taken.check;
    },
    ({ length }) => pace(allowance.get(), length, allowanceAt),
  );
  const connection = createCell<Connection>({ state: 'connecting', since: Date.now() });
  let stream: EventStream | undefined;

  function start(): () => void {
    const told = createBatch<PrimeCheck>((checks) => results.dispatch({ type: 'told', checks }));
    stream = openEventStream('/events', {
      onCheck: told.add,
      onReset: () => void restartList(queries),
      onOpen() {
        connection.set({ state: 'live', since: Date.now() });
        // What was known before the first event of this connection; the list is not fetched page by page for a gap at its top.
        void refreshTop(queries, results, newestId(results.getState())).catch(() => {});
        void queries.invalidateQueries({
          predicate: ({ queryKey: [area] }) => area !== RESULTS_KEY[0] && area !== SESSION_KEY[0],
        });
        void refreshOpen(results);
        void assertSameUser(queries).then(
          () => {
            isSessionSure = connection.get().state === 'live';
            sender.retryWaiting();
          },
          // What waits asks again with its next attempt.
          () => {},
        );
      },
      onSilent: () => connection.set({ state: 'silent', since: Date.now() }),
      onLost() {
        isSessionSure = false;
        connection.set({ state: 'lost', since: Date.now() });
      },
    });
    const poll = setInterval(() => {
      if (!document.hidden) void refreshOpen(results);
      if (results.getState().overflowed) void restartList(queries);
    }, OPEN_POLL_MS);
    const stopStoring = storeListedPages(queries, results);
    // What one user has seen and typed is not for the next one; what nobody signed in for is taken along by who signs in.
    const stopFollowing = followUser(queries, (before) => {
      told.clear();
      sender.forget(before === undefined ? 'accepted' : 'all');
      results.dispatch({ type: 'forgotten' });
      allowance.set(undefined);
      queries.removeQueries({ queryKey: ['prime-check'], type: 'inactive' });
      void forgetList(queries);
      stream?.restart();
    });
    const stopKeeping = keepUnsent(
      { store: results, userOf: () => knownUser(queries), onLeft: sender.resume, onGone: sender.withdraw },
      queries,
    );
    const stopWaking = onWake(() => stream?.reconnect());
    return () => {
      stopWaking();
      stopFollowing();
      stopKeeping();
      stopStoring();
      clearInterval(poll);
      clearTimeout(firstAsk);
      told.clear();
      stream?.close();
      sender.close();
    };
  }

  return {
    queries,
    results,
    sender,
    connection,
    allowance,
    filterResults: (filter) => filterList(queries, results, filter),
    reconnect: () => stream?.reconnect(),
    start,
  };
}

/** A session may end at any time: whatever is answered 401 makes the page ask who it is. */
function createQueries(onUnauthorized: () => void): QueryClient {
  const onError = (error: Error) => {
    if (error instanceof ApiError && error.status === 401) onUnauthorized();
  };
  return new QueryClient({
    defaultOptions: { queries: QUERY_DEFAULTS, mutations: { networkMode: 'always' } },
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
  });
}

/** Asks for what has no end yet. A failure is left to the next round: the connection's state already says so. */
async function refreshOpen(results: ResultsStore): Promise<void> {
  const asOf = results.getState().clock;
  const fetched = openIds(results.getState(), MAX_OPEN_FETCHED).map(async (id) => {
    results.dispatch({ type: 'fetched', checks: [await getPrimeCheck(id)], asOf });
  });
  await Promise.allSettled(fetched);
}

/** The network is back, or somebody looks at the page again. */
function onWake(wake: () => void): () => void {
  const whenVisible = () => {
    if (!document.hidden) wake();
  };
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', whenVisible);
  return () => {
    window.removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', whenVisible);
  };
}
