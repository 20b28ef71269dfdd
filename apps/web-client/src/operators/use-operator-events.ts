import { SSE_EVENT } from '@ballast/contracts';
import { OperatorHintSchema } from '@ballast/contracts/operators';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';

/** How often a source is made anew that the browser has given up: after an answer that is no stream. */
const AGAIN_MS = 5_000;

/**
 * Asks for what has changed as soon as it has: queries of `['operators', what, ...]`. It only makes faster what `refreshEvery`
 * does in any case, so a hint that is lost delays a figure and no more.
 */
export function useOperatorEvents(): void {
  const queries = useQueryClient();
  useEffect(() => followHints(queries), [queries]);
}

function followHints(queries: QueryClient): () => void {
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function connect(): void {
    source = new EventSource('/api/events');
    // Whatever happened while nobody listened is found by asking for all of it.
    source.addEventListener('open', () => void queries.invalidateQueries({ queryKey: ['operators'] }));
    source.addEventListener(SSE_EVENT.changed, (event) => {
      const hint = OperatorHintSchema.safeParse(parse(event.data));
      if (hint.success) void queries.invalidateQueries({ queryKey: ['operators', hint.data.what] });
    });
    source.addEventListener('error', () => {
      // Otherwise the browser connects again by itself.
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(connect, AGAIN_MS);
    });
  }

  connect();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
