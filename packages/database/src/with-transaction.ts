import { setTimeout as pause } from 'node:timers/promises';
import type { ConnectionLease, ConnectionUse } from './connection-lease.ts';
import { DatabaseError } from './database-error.ts';
import { RETRYABLE_ERRNOS } from './error-numbers.ts';
import { isDriverError } from './is-driver-error.ts';
import type { Database } from './open-database.ts';
import { toDatabaseError } from './to-database-error.ts';
import type { Tx } from './transaction.ts';
import { withinTime } from './within-time.ts';

export interface TransactionOptions {
  /** From the connection's arrival to the end of COMMIT, all retries included (30 s). */
  readonly deadlineMs?: number;
  /** How often the whole transaction is run again after a deadlock or a lock wait timeout (5). */
  readonly retries?: number;
}

const DEFAULT_DEADLINE_MS = 30_000;
const DEFAULT_RETRIES = 5;
/** A pooled connection that turns out to be dead at BEGIN costs nothing but another try; more than this is an outage. */
const MAX_STALE_CONNECTIONS = 2;

/**
 * Runs `fn` in one READ COMMITTED transaction on one connection: committed when it returns, rolled back when it throws
 * (its error comes out as it is). The whole of `fn` is run again after a deadlock (1213, 1020) or a lock wait timeout
 * (1205), so what it does outside of the database has to bear that.
 *
 *     BEGIN -> fn -> COMMIT -> done
 *              fn threw, or the server rolled back -> ROLLBACK -> again, or the error; ROLLBACK failed -> connection cut
 *              COMMIT unanswered -> connection cut, `commit_unknown`
 *              past the deadline -> connection cut, `timeout` (`commit_unknown` when COMMIT was under way)
 *
 * Past the deadline it rejects at once; an `fn` that still runs gets the same error at its next statement.
 * Throws `DatabaseError`.
 */
export async function withTransaction<T>(
  db: Database,
  fn: (tx: Tx) => Promise<T>,
  options: TransactionOptions = {},
): Promise<T> {
  for (let stale = 0; ; stale += 1) {
    const lease = await db.lease();
    try {
      return await runOn(lease, fn, options);
    } catch (error) {
      if (!(error instanceof BeginFailed)) throw error;
      if (error.cause.code !== 'unavailable' || stale >= MAX_STALE_CONNECTIONS) throw error.cause;
    } finally {
      lease.end();
    }
  }
}

/** Nothing was done yet. */
class BeginFailed extends Error {
  override readonly cause: DatabaseError;

  constructor(cause: DatabaseError) {
    super(cause.message);
    this.cause = cause;
  }
}

interface Progress {
  isCommitting: boolean;
}

function runOn<T>(lease: ConnectionLease, fn: (tx: Tx) => Promise<T>, options: TransactionOptions): Promise<T> {
  const { deadlineMs = DEFAULT_DEADLINE_MS, retries = DEFAULT_RETRIES } = options;
  const progress: Progress = { isCommitting: false };
  return withinTime(runWithRetries(lease, fn, retries, progress), deadlineMs, {
    onTimeout: () => {
      const reason = progress.isCommitting
        ? new DatabaseError('commit_unknown', `COMMIT was not answered ${deadlineMs} ms after the transaction began`)
        : new DatabaseError('timeout', `The transaction took longer than ${deadlineMs} ms`);
      lease.cut(reason);
      return reason;
    },
  });
}

async function runWithRetries<T>(
  lease: ConnectionLease,
  fn: (tx: Tx) => Promise<T>,
  retries: number,
  progress: Progress,
): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await runOnce(lease, fn, progress);
    } catch (error) {
      if (attempt >= retries || !isWorthAnotherTry(error)) throw error;
    }
    // Jittered, so that two that collided do not collide again: up to 10, 20, 40, 80, 160 ms.
    await pause(Math.random() * 10 * 2 ** attempt);
  }
}

async function runOnce<T>(lease: ConnectionLease, fn: (tx: Tx) => Promise<T>, progress: Progress): Promise<T> {
  const use = lease.use();
  try {
    await begin(use);
    const result = await callThenRollbackOnError(lease, use, fn);
    await commit(lease, use, progress);
    return result;
  } finally {
    use.end();
  }
}

async function begin(use: ConnectionUse): Promise<void> {
  try {
    await use.connection.query('START TRANSACTION');
  } catch (error) {
    throw new BeginFailed(toDatabaseError(error));
  }
}

async function callThenRollbackOnError<T>(
  lease: ConnectionLease,
  use: ConnectionUse,
  fn: (tx: Tx) => Promise<T>,
): Promise<T> {
  try {
    const result = await fn(use.connection as Tx);
    // `fn` may have caught a deadlock and gone on, but there is no transaction left to commit.
    const failure = use.failure();
    if (failure !== undefined) throw failure;
    return result;
  } catch (error) {
    const failure = use.failure();
    await rollback(lease);
    if (failure !== undefined) throw failure;
    throw isDriverError(error) ? toDatabaseError(error) : error;
  }
}

async function rollback(lease: ConnectionLease): Promise<void> {
  // A use of its own: the one that failed lets nothing through any more.
  const use = lease.use();
  try {
    await use.connection.query('ROLLBACK');
  } catch (error) {
    lease.cut(toDatabaseError(error));
  } finally {
    use.end();
  }
}

async function commit(lease: ConnectionLease, use: ConnectionUse, progress: Progress): Promise<void> {
  progress.isCommitting = true;
  try {
    await use.connection.query('COMMIT');
  } catch (error) {
    const cause = toDatabaseError(error);
    if (isWorthAnotherTry(cause)) {
      await rollback(lease);
      throw cause;
    }
    const unknown = new DatabaseError('commit_unknown', 'COMMIT was sent and its outcome is not known', { cause });
    lease.cut(unknown);
    throw cause.code === 'commit_unknown' ? cause : unknown;
  } finally {
    progress.isCommitting = false;
  }
}

function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof DatabaseError && error.errno !== undefined && RETRYABLE_ERRNOS.has(error.errno);
}
