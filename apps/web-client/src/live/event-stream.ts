import { type PrimeCheck, PrimeCheckSchema, SSE_EVENT } from '@ballast/contracts';

export interface EventStreamHandlers {
  onCheck(check: PrimeCheck): void;
  /** Too much was missed: the list has to be fetched again. */
  onReset(): void;
  onOpen(): void;
  /** Nothing has been heard for three seconds, not even that the connection is refused. */
  onSilent(): void;
  /** Told once for each connection that is lost or could not be made. */
  onLost(): void;
}

export interface EventStream {
  /** Connects now instead of at the end of the current wait. Does nothing while connected. */
  reconnect(): void;
  /** Connects anew even where connected: the server tells each caller what is theirs, and the caller is another one. */
  restart(): void;
  close(): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const SILENT_START_MS = 3_000;

/**
 * Keeps a stream of events open. The browser reconnects by itself after a network failure and then sends Last-Event-ID;
 * it gives up for good on an HTTP error (a proxy's 502 while the server restarts), and there a new source is made
 * after 1, 2, 4 and at most 15 seconds. In both cases `onOpen` follows, after which everything may have been missed.
 */
export function openEventStream(
  url: string,
  handlers: EventStreamHandlers,
  createSource: (url: string) => EventSource = (address) => new EventSource(address),
): EventStream {
  let current: EventSource;
  let waitMs = FIRST_WAIT_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lost = false;
  let closed = false;

  function lose(): void {
    if (!lost) handlers.onLost();
    lost = true;
  }

  function connect(): void {
    clearTimeout(timer);
    const source = createSource(url);
    current = source;
    // Something may take the connection and say nothing; the page must not wait for its first word to show the list.
    if (!lost) timer = setTimeout(handlers.onSilent, SILENT_START_MS);
    source.addEventListener('open', () => {
      clearTimeout(timer);
      waitMs = FIRST_WAIT_MS;
      lost = false;
      handlers.onOpen();
    });
    source.addEventListener(SSE_EVENT.primeCheck, (event) => readCheck(event, handlers));
    source.addEventListener(SSE_EVENT.reset, () => handlers.onReset());
    source.addEventListener('error', () => {
      clearTimeout(timer);
      lose();
      // 2 is CLOSED: the browser has given up. Otherwise it is reconnecting already.
      if (source.readyState !== 2 || closed) return;
      timer = setTimeout(connect, waitMs * (0.75 + Math.random() / 2));
      waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
    });
  }

  function restart(): void {
    if (closed) return;
    current.close();
    connect();
  }

  connect();
  return {
    reconnect() {
      if (current.readyState !== 1) restart();
    },
    restart,
    close() {
      closed = true;
      clearTimeout(timer);
      current.close();
    },
  };
}

/** An event that is not what the contract says is dropped: the state it told of is fetched again with the open ids. */
function readCheck(event: MessageEvent<string>, handlers: EventStreamHandlers): void {
  let data: unknown;
  try {
    data = JSON.parse(event.data);
  } catch {
    return;
  }
  const read = PrimeCheckSchema.safeParse(data);
  if (read.success) handlers.onCheck(read.data);
}
