import type { Metrics } from '@ballast/telemetry';
import { createPool, type Pool, type PoolConnection } from 'mysql2/promise';
import { type ConnectionLease, leaseOf } from './connection-lease.ts';
import { ConnectionSlots } from './connection-slots.ts';
import { DatabaseError } from './database-error.ts';
import { isDriverError } from './is-driver-error.ts';
import { measurePool, type PoolName, type PoolStats } from './measure-pool.ts';
import { observeStatements } from './observe-statements.ts';
import { OpenSockets } from './open-sockets.ts';
import { prepareSession } from './prepare-session.ts';
import { sslOptions } from './ssl-options.ts';
import { toDatabaseError } from './to-database-error.ts';
import { withinTime } from './within-time.ts';

const MIN_POOL_SIZE = 5;
const MAX_POOL_SIZE = 20;

export interface DatabaseOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** Speaks TLS alone and verifies the server's certificate, with these CA certificates (PEM) or the well-known ones. */
  readonly tls?: { readonly ca: string | undefined } | undefined;
  /** The most connections at once: 5 to 20, 10 by default. */
  readonly poolSize?: number;
  /** After this time without use a connection is closed (60 s). */
  readonly idleMs?: number;
  /** The most callers that wait for a connection (500); more are refused at once. */
  readonly queueLimit?: number;
  /** The longest wait for a connection (5 s). */
  readonly acquireTimeoutMs?: number;
  /** The longest wait for the server to greet us and let us in (3 s). */
  readonly connectTimeoutMs?: number;
  /** Where connections, waits and statements are counted; nowhere when not given. */
  readonly metrics?: Metrics;
  /** What the pool is called there (`main`): a process that has several names each. */
  readonly name?: PoolName;
}

export interface Database {
  /** For single statements that need no transaction. Its errors are the driver's: `toDatabaseError` reads them. */
  readonly pool: Pool;
  /**
   * Runs `fn` on one connection. Throws `DatabaseError`: `pool_exhausted`, `unavailable`, and for `deadlineMs` (30 s)
   * `timeout`, with the connection cut.
   */
  withConnection<T>(fn: (connection: PoolConnection) => Promise<T>, options?: { deadlineMs?: number }): Promise<T>;
  /** Resolves when the server answers, within 3 s. Throws `DatabaseError`. */
  ping(): Promise<void>;
  /** A connection out of the pool, for `withTransaction`. */
  lease(): Promise<ConnectionLease>;
  /** For gauges. */
  stats(): PoolStats;
  /** Refuses new callers, waits for those under way (at most 5 s), and resolves when every socket is closed. */
  close(): Promise<void>;
}

const DEFAULT_DEADLINE_MS = 30_000;
const PING_MS = 3_000;
const CLOSE_MS = 5_000;
/** For the server's answer to our goodbye. */
const GOODBYE_MS = 1_000;

/**
 * Opens a pool on MySQL or MariaDB. Nothing is connected yet (a process may start before its database does); `ping()`
 * tells. Every connection runs at READ COMMITTED and in UTC, which is checked when it is opened.
 * Throws a RangeError for a pool size outside of 5 to 20.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const {
    poolSize = 10,
    idleMs = 60_000,
    queueLimit = 500,
    acquireTimeoutMs = 5_000,
    connectTimeoutMs = 3_000,
  } = options;
  if (!Number.isInteger(poolSize) || poolSize < MIN_POOL_SIZE || poolSize > MAX_POOL_SIZE) {
    throw new RangeError(`a pool has ${MIN_POOL_SIZE} to ${MAX_POOL_SIZE} connections, not ${poolSize}`);
  }
  const pool = createPool({
    host: options.host,
    port: options.port,
    user: options.user,
    password: options.password,
    database: options.database,
    ...sslOptions(options.tls),
    charset: 'utf8mb4_unicode_ci',
    timezone: 'Z',
    supportBigNumbers: true,
    // An object among the parameters must never become `column = value` text.
    stringifyObjects: true,
    connectTimeout: connectTimeoutMs,
    // The driver's long stack traces cost a tenth of a statement; DatabaseError's own stack names the caller.
    trace: false,
    connectionLimit: poolSize,
    // Below the limit, or the driver never closes an idle connection.
    maxIdle: poolSize - 1,
    idleTimeout: idleMs,
    gracefulEnd: true,
    queueLimit,
    // Multi-row inserts have a text for each count of rows; the server keeps 16,382 statements for all its clients.
    maxPreparedStatements: 200,
  });
  const sockets = new OpenSockets();
  const observe = observeStatements(options.metrics);
  pool.pool.on('connection', (connection) => {
    sockets.add(connection);
    observe(connection);
    prepareSession(connection);
  });
  const slots = new ConnectionSlots(poolSize, queueLimit);
  const stats = () => ({ inUse: slots.inUse, waiting: slots.waiting, size: poolSize, open: sockets.count });
  const observeWait = measurePool(options.metrics, options.name ?? 'main', stats);
  // Set while the server cannot be reached: then a caller that waited in vain is told so, not that the pool is full.
  let unreachable: DatabaseError | undefined;
  let closing: Promise<void> | undefined;

  async function lease(): Promise<ConnectionLease> {
    const askedAt = performance.now();
    try {
      await slots.take(acquireTimeoutMs);
    } catch (error) {
      throw closing === undefined ? (unreachable ?? error) : error;
    } finally {
      observeWait((performance.now() - askedAt) / 1_000);
    }
    try {
      const connection = await withinTime(pool.getConnection(), acquireTimeoutMs, {
        onTimeout: () =>
          new DatabaseError('pool_exhausted', `No database connection became free in ${acquireTimeoutMs} ms`),
        onLate: (late) => late.release(),
      });
      unreachable = undefined;
      return leaseOf(connection, () => slots.give());
    } catch (error) {
      slots.give();
      const mapped = toDatabaseError(error);
      if (mapped.code === 'unavailable') unreachable = mapped;
      throw mapped;
    }
  }

  async function withConnection<T>(
    fn: (connection: PoolConnection) => Promise<T>,
    { deadlineMs = DEFAULT_DEADLINE_MS }: { deadlineMs?: number } = {},
  ): Promise<T> {
    const held = await lease();
    const use = held.use();
    try {
      return await withinTime(fn(use.connection), deadlineMs, {
        onTimeout: () => {
          const reason = new DatabaseError(
            'timeout',
            `The work on a database connection took longer than ${deadlineMs} ms`,
          );
          held.cut(reason);
          return reason;
        },
      });
    } catch (error) {
      throw isDriverError(error) ? toDatabaseError(error) : error;
    } finally {
      use.end();
      held.end();
    }
  }

  async function ping(): Promise<void> {
    await withConnection((connection) => connection.query('SELECT 1'), { deadlineMs: PING_MS });
  }

  async function shutDown(): Promise<void> {
    const empty = slots.close(new DatabaseError('unavailable', 'The database was closed by this process'));
    await withinTime(empty, CLOSE_MS, { onTimeout: () => undefined });
    await withinTime(pool.end(), GOODBYE_MS, { onTimeout: () => undefined });
    await sockets.close(GOODBYE_MS);
  }

  return {
    pool,
    withConnection,
    ping,
    lease,
    stats,
    close: () => {
      closing ??= shutDown();
      return closing;
    },
  };
}
