import { type Attributes, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { statementSummary } from './statement-summary.ts';
import { isActiveRecorded } from './trace-context.ts';

/** A call that is under way, as a span. */
export interface CallSpan {
  /** Ends it: well, or as failed with what went wrong, of which only the code or the class is told: its text may hold the statement. */
  end(error?: unknown): void;
}

/**
 * Begins the span of a statement inside the active span; undefined unless that is recorded, so that a poll or a heartbeat of
 * its own begins no trace. Nothing of the statement but `statementSummary` is kept.
 */
export function startStatementSpan(sql: string): CallSpan | undefined {
  if (!isActiveRecorded()) return undefined;
  const { operation, table } = statementSummary(sql);
  return startCall(table === undefined ? operation : `${operation} ${table}`, {
    'db.system.name': 'mysql',
    'db.operation.name': operation,
    ...(table !== undefined && { 'db.collection.name': table }),
  });
}

/** The same for a command to Redis, of which nothing but its name is kept. */
export function startCommandSpan(command: string): CallSpan | undefined {
  if (!isActiveRecorded()) return undefined;
  const name = command.toUpperCase();
  return startCall(`redis ${name}`, { 'db.system.name': 'redis', 'db.operation.name': name });
}

function startCall(name: string, attributes: Attributes): CallSpan {
  return new StartedCall(trace.getTracer('ballast').startSpan(name, { kind: SpanKind.CLIENT, attributes }));
}

class StartedCall implements CallSpan {
  readonly #span: Span;

  constructor(span: Span) {
    this.#span = span;
  }

  end(error?: unknown): void {
    if (error !== undefined) {
      const type = errorType(error);
      this.#span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR, message: type });
    }
    this.#span.end();
  }
}

function errorType(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : error.name;
}
