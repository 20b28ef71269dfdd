import { startCommandSpan } from '@ballast/telemetry';
import { Redis } from 'ioredis';
import { RECORD_TOP_LUA } from './record-top.lua.ts';
import { TAKE_LUA } from './take.lua.ts';
import { TlsConnector } from './tls-connector.ts';

/** A connection with our scripts as commands (EVALSHA, and EVAL where the server does not know them yet). */
export interface Connection extends Redis {
  take(keys: number, ...keysAndArguments: (string | number)[]): Promise<number[]>;
  recordTop(keys: number, ...keysAndArguments: (string | number)[]): Promise<number>;
}

/** How to connect to Redis. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  /** An account of the server's access control list; without it the password is the default account's. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Speaks TLS alone and verifies the server's certificate, with these CA certificates (PEM) or the well-known ones. */
  readonly tls?: { readonly ca: string | undefined } | undefined;
}

/** How far apart attempts to connect are, and how long one may take: together well below the 2 s in which a return is noticed. */
const RECONNECT_MS = 200;
const CONNECT_TIMEOUT_MS = 500;
/** A connection with questions open on which nothing comes is given up, and made anew. */
const SHORTEST_SILENCE_MS = 1_000;

/**
 * Opens a connection and keeps it open; resolves nothing and throws nothing, since Redis need not be there.
 *
 * Nothing is kept for later: what cannot be written now is refused now, and what was on its way when the connection broke is
 * not sent again, because the tokens may have been taken. ioredis' `commandTimeout` would also cut off its own handshake on a busy
 * machine; the calls have deadlines of ours (with-deadline.ts), and `socketTimeout` ends what says nothing at all.
 *
 * @param patienceMs how long an answer is waited for; a silence that is shorter says nothing
 */
export function openConnection(address: RedisAddress, patienceMs: number): Connection {
  const redis = new TracedRedis({
    host: address.host,
    port: address.port,
    ...(address.username !== undefined && { username: address.username }),
    ...(address.password !== undefined && { password: address.password }),
    ...(address.tls !== undefined && {
      tls: address.tls.ca === undefined ? {} : { ca: address.tls.ca },
      Connector: TlsConnector,
    }),
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    // With any other number, ioredis forgets what was under way when the connection breaks, and its promises never settle.
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: Math.max(SHORTEST_SILENCE_MS, patienceMs),
    disconnectTimeout: 100,
    retryStrategy: () => RECONNECT_MS,
    // Who we speak to is no primary any more: behind the same address there may be a new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
    scripts: { take: { lua: TAKE_LUA }, recordTop: { lua: RECORD_TOP_LUA } },
  });
  return redis as Connection;
}

/** Makes a span of each command that is sent inside a recorded span. */
class TracedRedis extends Redis {
  override sendCommand(...sent: Parameters<Redis['sendCommand']>): unknown {
    const [command] = sent;
    const span = startCommandSpan(command.name);
    const answer = super.sendCommand(...sent);
    if (span !== undefined) command.promise.then(() => span.end(), span.end.bind(span));
    return answer;
  }
}
