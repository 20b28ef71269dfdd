import { createParser, type EventSourceMessage } from 'eventsource-parser';

export interface EventStream {
  readonly events: readonly EventSourceMessage[];
  /** Comments (heartbeats) seen so far. */
  readonly comments: readonly string[];
  readonly closed: Promise<void>;
  close(): void;
}

/** Opens a stream of server-sent events and keeps what comes. Throws when the answer is not 200. */
export async function openEventStream(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
  const abort = new AbortController();
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal });
  if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);

  const events: EventSourceMessage[] = [];
  const comments: string[] = [];
  const parser = createParser({ onEvent: (event) => events.push(event), onComment: (text) => comments.push(text) });
  const body = response.body.pipeThrough(new TextDecoderStream());
  const closed = (async () => {
    try {
      for await (const piece of body) parser.feed(piece);
    } catch {
      // Cut by us or by the server: either way the stream is over, which is all the caller waits for.
    }
  })();
  return { events, comments, closed, close: () => abort.abort() };
}
