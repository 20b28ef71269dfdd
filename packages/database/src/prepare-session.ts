import type { PoolConnection } from 'mysql2';

/**
 * How long a statement waits for another's lock, on a row or on a table, before it fails with 1205 and the transaction is
 * tried again. The server's default (50 s) is longer than any of our deadlines: a wait that nobody awaits any more would
 * hold its own locks all that time, since the server does not notice that its client is gone.
 */
const LOCK_WAIT_SECONDS = 5;

/**
 * How long the server waits for a client's next word before it closes the connection and rolls back. A host that
 * vanishes leaves no sign on the wire: with the server's default its row locks would stay for eight hours. Longer than
 * the pool keeps an idle connection (60 s) and than any transaction may last (30 s).
 */
const SILENCE_SECONDS = 90;

// Every value is said here, not left to the server's configuration. READ COMMITTED: under REPEATABLE READ the outbox
// claim's gap locks block all inserts. Strict mode: a value that does not fit is an error, never cut to size.
const SETTINGS = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  `SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = ${LOCK_WAIT_SECONDS}, lock_wait_timeout = ${LOCK_WAIT_SECONDS},
     wait_timeout = ${SILENCE_SECONDS}, autocommit = 1,
     sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'`,
];

// MariaDB before 11.1 has only the name tx_isolation, MySQL since 8.0 only transaction_isolation.
const CHECK = `SHOW SESSION VARIABLES WHERE Variable_name IN ('transaction_isolation', 'tx_isolation', 'time_zone')`;

interface WithStream {
  readonly stream: { destroy(error: Error): void };
}

/**
 * Sets a new connection up and checks that it took effect. Called when the pool has opened it and before anyone else
 * can use it: the driver sends statements in order, so these come first, and one that fails fails all behind it.
 */
export function prepareSession(connection: PoolConnection): void {
  // The pool listens once; an error event without a listener would end the process.
  connection.on('error', () => undefined);
  const fail = (error: Error) => (connection as unknown as WithStream).stream.destroy(error);

  for (const statement of SETTINGS) {
    connection.query(statement, (error) => {
      if (error !== null) fail(error);
    });
  }
  connection.query(CHECK, (error, rows) => {
    if (error !== null) return fail(error);
    const fault = findSessionFault(rows as { Variable_name: string; Value: string }[]);
    if (fault !== undefined) fail(new Error(fault));
  });
}

export function findSessionFault(variables: readonly { Variable_name: string; Value: string }[]): string | undefined {
  const values = new Map(variables.map(({ Variable_name, Value }) => [Variable_name, Value]));
  const isolation = values.get('transaction_isolation') ?? values.get('tx_isolation');
  if (isolation !== 'READ-COMMITTED') return `the session's isolation level is ${isolation}, not READ-COMMITTED`;
  const zone = values.get('time_zone');
  if (zone !== '+00:00') return `the session's time zone is ${zone}, not +00:00`;
  return undefined;
}
