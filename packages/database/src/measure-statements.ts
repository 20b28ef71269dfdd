import { type HistogramMetric, METRICS, type Metrics, recordedTraceId } from '@ballast/telemetry';
import type { PoolConnection } from 'mysql2';

export type QueryType = 'select' | 'insert' | 'update' | 'delete' | 'transaction' | 'other';

const TYPES: Readonly<Record<string, QueryType>> = {
  SELECT: 'select',
  WITH: 'select',
  INSERT: 'insert',
  REPLACE: 'insert',
  UPDATE: 'update',
  DELETE: 'delete',
  START: 'transaction',
  BEGIN: 'transaction',
  COMMIT: 'transaction',
  ROLLBACK: 'transaction',
};

// Of the driver's inside: each statement is a command, and says `end` when its answer has come, whole, or as an error.
interface Command {
  once(event: 'end', listener: () => void): unknown;
}
type StatementDurations = HistogramMetric<typeof METRICS.database.queries.labels>;
type Send = (statement: unknown, ...rest: unknown[]) => Command;

/**
 * Returns what times every statement of a new connection from its sending to the end of its answer, whichever way it is
 * sent: pools, leases and transactions all come down to these two methods.
 */
export function measureStatements(metrics: Metrics | undefined): (connection: PoolConnection) => void {
  if (metrics === undefined) return () => undefined;
  const durations = metrics.histogram(METRICS.database.queries);
  return (connection) => timeStatements(connection, durations);
}

function timeStatements(connection: PoolConnection, durations: StatementDurations): void {
  const methods = connection as unknown as Record<'query' | 'execute', Send>;
  for (const name of ['query', 'execute'] as const) {
    const send = methods[name].bind(connection);
    methods[name] = (statement, ...rest) => {
      const query_type = queryType(textOf(statement));
      const traceId = recordedTraceId();
      const startedAt = performance.now();
      const command = send(statement, ...rest);
      command.once('end', () => durations.observe({ query_type }, (performance.now() - startedAt) / 1_000, traceId));
      return command;
    };
  }
}

/** What a statement does, by its first word. */
export function queryType(sql: string): QueryType {
  const [word = ''] = /[A-Za-z]+/.exec(sql) ?? [];
  return TYPES[word.toUpperCase()] ?? 'other';
}

/** A text, the options of a statement, or a command that the driver has made of it. */
function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement;
  const { sql } = statement as { readonly sql?: unknown };
  return typeof sql === 'string' ? sql : '';
}
