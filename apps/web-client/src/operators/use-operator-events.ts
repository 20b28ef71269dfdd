import { SSE_EVENT } from '@ballast/contracts';
import { OperatorHintSchema } from '@ballast/contracts/operators';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { refreshTopic } from './refresh.ts';

/** How often a source is made anew that the browser has given up: after an answer that is no stream. */
const AGAIN_MS = 5_000;
/** Where hints were followed before: what was asked for then may have changed while nobody listened. */
const followedBefore = new WeakSet<QueryClient>();

/**
 * Asks for what has changed as soon as it has: queries of `['operators', what, ...]`. It only makes faster what `refreshEvery`
 * does in any case, so a hint that is lost delays a figure and no more.
 */
export function useOperatorEvents(): void {
  const queries = useQueryClient();
  useEffect(() => followHints(queries), [queries]);
}

/** A page that nobody sees follows nothing: a browser keeps six connections to a server, and streams hold on to them. */
function followHints(queries: QueryClient): () => void {
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    const opened = new EventSource('/api/events');
    source = opened;
    opened.addEventListener('open', () => {
      if (followedBefore.has(queries)) void queries.invalidateQueries({ queryKey: ['operators'] });
      followedBefore.add(queries);
    });
    opened.addEventListener(SSE_EVENT.changed, (event) => {
      const hint = OperatorHintSchema.safeParse(parse(event.data));
      if (hint.success) void refreshTopic(queries, hint.data.what);
    });
    opened.addEventListener('error', () => {
      // Otherwise the browser connects again by itself.
      if (opened.readyState === EventSource.CLOSED) timer = setTimeout(connect, AGAIN_MS);
    });
  }

  function disconnect(): void {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  }

  function followWhileVisible(): void {
    disconnect();
    if (!document.hidden) connect();
  }

  followWhileVisible();
  document.addEventListener('visibilitychange', followWhileVisible);
  return () => {
    document.removeEventListener('visibilitychange', followWhileVisible);
    disconnect();
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
