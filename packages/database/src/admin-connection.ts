import { type Connection, createConnection } from 'mysql2/promise';
import { DatabaseError } from './database-error.ts';
import { sslOptions } from './ssl-options.ts';
import { toDatabaseError } from './to-database-error.ts';

/** How to reach the server as an account that may create databases, tables and accounts. */
export interface AdminOptions {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly tls?: { readonly ca: string | undefined } | undefined;
  /** The database that the work is about. It need not exist yet. */
  readonly database: string;
}

/**
 * Runs `fn` on a connection of its own, which has no current database, and ends it; a lock that is still held ends with
 * it. Throws `DatabaseError`; errors of `fn` that are not the driver's come out as they are.
 */
export async function withAdminConnection<T>(
  options: AdminOptions,
  fn: (connection: Connection) => Promise<T>,
): Promise<T> {
  const connection = await connect(options);
  // A connection that breaks between two statements says so at the next one.
  connection.on('error', () => undefined);
  try {
    return await fn(connection);
  } catch (error) {
    throw isDriversOwn(error) ? toDatabaseError(error) : error;
  } finally {
    await connection.end().catch(() => connection.destroy());
  }
}

function isDriversOwn(error: unknown): boolean {
  return error instanceof Error && !(error instanceof DatabaseError) && ('errno' in error || 'fatal' in error);
}

async function connect({ host, port, user, password, tls }: AdminOptions): Promise<Connection> {
  try {
    const connection = await createConnection({
      host,
      port,
      user,
      password,
      ...sslOptions(tls),
      charset: 'utf8mb4_unicode_ci',
      timezone: 'Z',
      supportBigNumbers: true,
      connectTimeout: 5_000,
    });
    // A DDL statement that waits for a table keeps everyone behind it waiting; the servers' default is a day or a year.
    await connection.query(`SET SESSION time_zone = '+00:00', default_storage_engine = InnoDB, lock_wait_timeout = 30`);
    return connection;
  } catch (error) {
    throw toDatabaseError(error);
  }
}
