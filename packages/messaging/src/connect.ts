import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { explainTlsError, TLS_SETTINGS } from '@ballast/reliability';
import { type ConnectionOptions, connect, credsAuthenticator, type NatsConnection } from 'nats';
import { isAuthError, toMessagingError } from './client-error.ts';
import { Connection } from './connection.ts';
import type { Messaging, MessagingOptions } from './messaging.ts';
import { MessagingError } from './messaging-error.ts';
import { createNamespace } from './namespace.ts';
import { NatsMessaging } from './nats-messaging.ts';

const RETRY_MS = 500;
const LOG_EVERY_MS = 10_000;
/** A dead letter carries a message of up to 1 MiB and gains headers. */
const WANTED_MAX_PAYLOAD_BYTES = 1_048_576 + 65_536;

/**
 * Connects, waiting for the first connection as long as it takes; a line is logged now and then meanwhile. Throws
 * MessagingError: `rejected` when the server refuses the credentials or the namespace is malformed, `closed` when the
 * signal aborts the wait.
 */
export async function connectMessaging(options: MessagingOptions): Promise<Messaging> {
  const namespace = createNamespace(options.namespace);
  const nc = await connectPatiently(options, await toClientOptions(options));
  const logger = options.logger.child({ connection: options.name });
  const { version = 'unknown', max_payload = 0 } = nc.info ?? {};
  logger.info({ server: nc.getServer(), version }, 'connected to NATS');
  if (max_payload < WANTED_MAX_PAYLOAD_BYTES) {
    logger.warn({ max_payload }, "the server's max_payload leaves large dead letters no room for headers: set 1.25 MB");
  }
  if (options.servers.length > 1 && !isSoundInClusters(version)) {
    logger.warn(
      { version },
      'a cluster of servers before 2.11 may hold messages back for ten minutes when it loses a leader: run a newer one',
    );
  }
  const messaging = new NatsMessaging(new Connection(nc, logger, options.servers.length > 1), namespace, logger);
  const { onLost } = options;
  if (onLost !== undefined) void messaging.closed.then((error) => error !== undefined && onLost(error));
  return messaging;
}

/** Before 2.11 an id whose message was lost with its leader counts as a duplicate until the duplicate window is over. */
function isSoundInClusters(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 11);
}

async function toClientOptions(options: MessagingOptions): Promise<ConnectionOptions> {
  const { credentialsFile, username, password, tls } = options;
  const credentials = credentialsFile === undefined ? undefined : await readFile(credentialsFile);
  return {
    servers: [...options.servers],
    name: options.name,
    maxReconnectAttempts: -1,
    reconnectTimeWait: RETRY_MS,
    reconnectJitter: 200,
    timeout: 5000,
    pingInterval: 20_000,
    noAsyncTraces: true,
    ...(tls !== undefined && { tls: tls.ca === undefined ? {} : { ca: tls.ca } }),
    ...(credentials === undefined
      ? username !== undefined && { user: username, pass: password ?? '' }
      : { authenticator: credsAuthenticator(credentials) }),
  };
}

/** The client can wait for its first connection by itself, but then says nothing, and cannot be stopped. */
async function connectPatiently(options: MessagingOptions, client: ConnectionOptions): Promise<NatsConnection> {
  const { logger, servers, signal } = options;
  const told = new Set<string | undefined>();
  let nextLogAt = 0;
  for (;;) {
    if (signal?.aborted)
      throw new MessagingError('closed', 'stopped before NATS was reached', { cause: signal.reason });
    try {
      return await connect(client);
    } catch (error) {
      if (isAuthError(error)) throw toMessagingError(error, `connecting to NATS at ${servers.join(', ')}`);
      const advice = explainTlsError(error, TLS_SETTINGS.nats);
      // The first attempt may only have taken too long: more that is known is told at once.
      if (!told.has(advice) || Date.now() >= nextLogAt) {
        told.add(advice);
        logger.warn({ servers, err: error }, advice === undefined ? 'waiting for NATS' : `waiting for NATS: ${advice}`);
        nextLogAt = Date.now() + LOG_EVERY_MS;
      }
    }
    await pause(RETRY_MS, undefined, { ...(signal && { signal }) }).catch(() => undefined);
  }
}
