import { connectMessaging, type Messaging, MessagingError, type MessagingOptions } from '@ballast/messaging';

/** The part of messaging that only makes things faster: wake-ups and news. All of it may be lost. */
export interface NewsChannel {
  notify(subject: string): void;
  /** Hears a subject, from now or from the first connection on. */
  listen(subject: string, handler: (subject: string) => void): void;
  /** Called at the first connection and after each reconnect: something may have been missed. */
  onConnected(fn: () => void): void;
  /** The connection itself, for what asks the broker. Throws MessagingError `unavailable` before the first connection. */
  messaging(): Messaging;
  /** Throws while there is no connection. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects to NATS without waiting for it: requests are taken whether the broker is there or not, since all that they
 * need is the database.
 */
export function openNewsChannel(options: MessagingOptions & { readonly onLost: (error: Error) => void }): NewsChannel {
  const { onLost } = options;
  const abort = new AbortController();
  let messaging: Messaging | undefined;
  const connecting = connectMessaging({ ...options, signal: abort.signal }).then(
    (connected) => {
      messaging = connected;
      return connected;
    },
    (error: unknown) => {
      if (!abort.signal.aborted) onLost(error instanceof Error ? error : new Error(String(error)));
      return undefined;
    },
  );
  const whenConnected = (use: (connected: Messaging) => unknown) => {
    connecting.then((connected) => connected !== undefined && use(connected)).catch(onLost);
  };
  const connection = () => {
    if (messaging === undefined) throw new MessagingError('unavailable', 'not connected yet');
    return messaging;
  };

  return {
    notify: (subject) => messaging?.notify(subject),
    listen: (subject, handler) => whenConnected((connected) => connected.listen(subject, handler)),
    onConnected: (fn) =>
      whenConnected((connected) => {
        connected.onReconnect(fn);
        fn();
      }),
    messaging: connection,
    ping: async () => connection().ping(),
    close: async () => {
      abort.abort();
      await (await connecting)?.close();
    },
  };
}
