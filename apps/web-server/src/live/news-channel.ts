import { connectInBackground, type Messaging, type MessagingOptions } from '@ballast/messaging';

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
  const { messaging, whenConnected, ping, close } = connectInBackground(options);
  let connected: Messaging | undefined;
  whenConnected((first) => {
    connected = first;
  });
  return {
    notify: (subject) => connected?.notify(subject),
    listen: (subject, handler) => whenConnected((first) => first.listen(subject, handler)),
    onConnected: (fn) =>
      whenConnected((first) => {
        first.onReconnect(fn);
        fn();
      }),
    messaging,
    ping,
    close,
  };
}
