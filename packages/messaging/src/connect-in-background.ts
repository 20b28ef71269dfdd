import { connectMessaging } from './connect.ts';
import type { Messaging, MessagingOptions } from './messaging.ts';
import { MessagingError } from './messaging-error.ts';

/** A connection that may not be there yet: for processes that answer before the broker does. */
export interface BackgroundConnection {
  /** Throws MessagingError `unavailable` before the first connection. */
  messaging(): Messaging;
  /** Calls `use` at the first connection. */
  whenConnected(use: (messaging: Messaging) => unknown): void;
  connected(): boolean;
  /** Throws while there is no connection. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Connects without being waited for. `onLost` is told when that can never be, or when the connection is closed for good. */
export function connectInBackground(
  options: MessagingOptions & { readonly onLost: (error: Error) => void },
): BackgroundConnection {
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
  const connection = () => {
    if (messaging === undefined) throw new MessagingError('unavailable', 'not connected yet');
    return messaging;
  };
  return {
    messaging: connection,
    whenConnected: (use) => {
      connecting.then((connected) => connected !== undefined && use(connected)).catch(onLost);
    },
    connected: () => messaging?.connected() === true,
    ping: async () => connection().ping(),
    close: async () => {
      abort.abort();
      await (await connecting)?.close();
    },
  };
}
