import type { PoolConnection } from 'mysql2/promise';
import { DatabaseError } from './database-error.ts';
import { RETRYABLE_ERRNOS } from './error-numbers.ts';
import { toDatabaseError } from './to-database-error.ts';

/** What is known of one use of a leased connection: a transaction, or one `withConnection`. */
export interface ConnectionUse {
  readonly connection: PoolConnection;
  /**
   * The error that ended what was under way, if one came: the server has rolled back, or the connection is gone.
   * A statement that was let through after a deadlock would be committed on its own, so none is.
   */
  failure(): DatabaseError | undefined;
  /** Ends the use: whoever kept the connection gets an error from now on, not somebody else's transaction. */
  end(): void;
}

/** A connection taken out of the pool. */
export interface ConnectionLease {
  use(): ConnectionUse;
  /** Cuts the connection: what runs on it rejects with `reason`, and it never returns to the pool. */
  cut(reason: DatabaseError): void;
  /** Back to the pool; idempotent. */
  end(): void;
}

// Of the driver's inside, the one thing needed here: `destroy()` on a connection leaves a running command unanswered
// for ever, while a socket that is destroyed with an error fails them all.
interface WithStream {
  readonly stream: { readonly destroyed: boolean; destroy(error: Error): void };
}

export function leaseOf(connection: PoolConnection, giveBack: () => void): ConnectionLease {
  // The core connection hands out one promise wrapper a use, each with its own guard.
  const core = connection.connection as unknown as WithStream & { promise(): PoolConnection };
  let cutBy: DatabaseError | undefined;
  let ended = false;

  return {
    use: () => guard(core.promise(), () => cutBy),
    cut(reason) {
      if (cutBy !== undefined || ended) return;
      cutBy = reason;
      core.stream.destroy(new Error(reason.message));
      connection.destroy();
    },
    end() {
      if (ended) return;
      ended = true;
      if (cutBy === undefined) connection.release();
      giveBack();
    },
  };
}

function guard(connection: PoolConnection, cutBy: () => DatabaseError | undefined): ConnectionUse {
  let failure: DatabaseError | undefined;
  let isOver = false;

  for (const method of ['query', 'execute'] as const) {
    const call = connection[method].bind(connection) as (...parameters: unknown[]) => Promise<unknown>;
    const guarded = async (...parameters: unknown[]) => {
      const refusal = cutBy() ?? failure;
      if (refusal !== undefined) throw refusal;
      if (isOver) throw new DatabaseError('other', 'A statement was sent on a connection that was given back');
      try {
        return await call(...parameters);
      } catch (error) {
        const mapped = cutBy() ?? toDatabaseError(error);
        if (endsTransaction(mapped)) failure ??= mapped;
        throw mapped;
      }
    };
    Object.defineProperty(connection, method, { value: guarded });
  }

  return {
    connection,
    failure: () => cutBy() ?? failure,
    end: () => {
      isOver = true;
    },
  };
}

function endsTransaction(error: DatabaseError): boolean {
  if (error.errno !== undefined && RETRYABLE_ERRNOS.has(error.errno)) return true;
  return error.code === 'unavailable';
}
