import {
  type CallSpan,
  type HistogramMetric,
  METRICS,
  type Metrics,
  recordedTraceId,
  startStatementSpan,
} from '@ballast/telemetry';
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
type Answered = (error: unknown, ...answer: unknown[]) => void;
type Send = (statement: unknown, ...rest: unknown[]) => Command;

/**
 * Returns what times every statement of a new connection from its sending to the end of its answer, whichever way it is
 * sent: pools, leases and transactions all come down to these two methods. One that is sent inside a recorded span has a span.
 */
export function observeStatements(metrics: Metrics | undefined): (connection: PoolConnection) => void {
  const durations = metrics?.histogram(METRICS.database.queries);
  return (connection) => {
    const methods = connection as unknown as Record<'query' | 'execute', Send>;
    for (const name of ['query', 'execute'] as const) {
      const send = withSpans(methods[name].bind(connection));
      methods[name] = durations === undefined ? send : timed(send, durations);
    }
  };
}

function timed(send: Send, durations: HistogramMetric<typeof METRICS.database.queries.labels>): Send {
  return (statement, ...rest) => {
    const query_type = queryType(textOf(statement));
    const traceId = recordedTraceId();
    const startedAt = performance.now();
    const command = send(statement, ...rest);
    command.once('end', () => durations.observe({ query_type }, (performance.now() - startedAt) / 1_000, traceId));
    return command;
  };
}

function withSpans(send: Send): Send {
  return (statement, ...rest) => {
    const span = startStatementSpan(textOf(statement));
    return span === undefined ? send(statement, ...rest) : send(...endingIt(span, [statement, ...rest]));
  };
}

/** The same call, whose callback ends the span: the last argument, or inside of a command that the driver has made. */
function endingIt(span: CallSpan, sent: [statement: unknown, ...rest: unknown[]]): [unknown, ...unknown[]] {
  const ending = (answered: Answered) =>
    function (this: unknown, ...answer: Parameters<Answered>) {
      span.end(answer[0] ?? undefined);
      answered.apply(this, answer);
    };
  const last = sent.length - 1;
  if (typeof sent[last] === 'function') {
    sent[last] = ending(sent[last] as Answered);
    return sent;
  }
  const command = sent[0] as { onResult?: Answered };
  if (command.onResult !== undefined) command.onResult = ending(command.onResult);
  return sent;
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
