import type { Logger } from '@ballast/telemetry';

/** How to connect to NATS. */
export interface MessagingOptions {
  /** `host:port`; more than one for a cluster. */
  readonly servers: readonly string[];
  /** Shown in the server's connection list. */
  readonly name: string;
  /** Put before every subject (`<ns>.`) and stream (`<ns>_`), so that several environments can share a server. */
  readonly namespace?: string | undefined;
  /** A `.creds` file (JWT and NKey seed). */
  readonly credentialsFile?: string | undefined;
  /** For servers that ask for a name and a password instead. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /**
   * Speaks TLS alone, and verifies the server's certificate with these CA certificates (PEM), or the well-known ones. Where it
   * is not given, TLS is spoken with a server that asks for it.
   */
  readonly tls?: { readonly ca: string | undefined } | undefined;
  readonly logger: Logger;
  /** Aborting it ends the wait for the first connection. */
  readonly signal?: AbortSignal | undefined;
  /** Told when the connection is closed for good though nobody closed it: the process cannot go on. */
  readonly onLost?: (error: Error) => void;
}

/** A message for JetStream to store. */
export interface OutgoingMessage {
  readonly subject: string;
  /** The broker stores one message for each id within its duplicate window (10 min). */
  readonly messageId: string;
  readonly body: Uint8Array | string;
  /** No name may begin with `Nats-`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default 5000. */
  readonly timeoutMs?: number;
}

/** Where a published message is stored. */
export interface PublishReceipt {
  readonly stream: string;
  readonly seq: number;
  /** The broker had this id already: as good as stored. */
  readonly duplicate: boolean;
}

/** What became of one message of a batch. The error is a MessagingError, as `publish` throws it. */
export type PublishOutcome = { readonly receipt: PublishReceipt } | { readonly error: unknown };

/** Bounds how many messages are on their way at once: runs a work when it may begin, in the order of the calls. */
export type PublishLimit = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * One connection to NATS. Open one for publishing and another for consuming, so that neither waits behind the other's
 * bytes. Subjects and streams are given and returned without the namespace. It reconnects for ever.
 */
export interface Messaging {
  /**
   * Stores a message in JetStream; resolves when the server has it. Throws MessagingError: `unavailable` at once when
   * disconnected; `timeout` when the answer does not come (also when the connection breaks meanwhile): then the message
   * may or may not be stored, and publishing it again with the same id is right; so it is after `in_process`, when a
   * cluster does not know yet whether it stores the message that it was sent before.
   */
  publish(message: OutgoingMessage): Promise<PublishReceipt>;
  /**
   * Publishes messages of one trace, the active one, and says of each, in their order, what became of it; throws nothing. They
   * have one span together, which makes each some microseconds cheaper than by `publish`.
   */
  publishBatch(messages: readonly OutgoingMessage[], limit?: PublishLimit): Promise<PublishOutcome[]>;
  /**
   * When the stream was made, RFC 3339 with nanoseconds as the server says it: with it a sequence number is unique, for a
   * stream that is made anew begins at 1 again. At most 5 s old.
   */
  streamCreated(stream: string): Promise<string>;
  /** The stream that stores a subject. Throws MessagingError `no_stream` for a subject outside the topology. */
  streamForSubject(subject: string): string;
  /** Core NATS: fire and forget. Dropped when disconnected; never throws. */
  notify(subject: string, data?: Uint8Array | string): void;
  /** Core NATS: what is sent while disconnected is missed. An error thrown by the handler is logged. */
  listen(
    subject: string,
    handler: (subject: string, data: Uint8Array) => void,
  ): Promise<{ readonly close: () => Promise<void> }>;
  /** Calls `fn` after each reconnect; returns what removes it. */
  onReconnect(fn: () => void): () => void;
  connected(): boolean;
  /** One round trip to the server. Throws MessagingError `unavailable`, `timeout` or `closed`. */
  ping(): Promise<void>;
  /** Sends what is still in the buffers, then closes; resolves within about 5 s even when disconnected. */
  close(): Promise<void>;
  /** Resolves when the connection is closed for good: with the reason, or `undefined` after `close`. */
  readonly closed: Promise<Error | undefined>;
}
