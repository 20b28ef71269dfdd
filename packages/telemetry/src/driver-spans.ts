import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type Attributes, context, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { statementSummary } from './statement-summary.ts';

interface Described {
  readonly name: string;
  readonly attributes: Attributes;
}

/** What mysql2 and ioredis tell of a call while it goes through their tracing channels; both tell more, which stays there. */
interface Call {
  readonly query?: unknown;
  readonly command?: unknown;
  error?: unknown;
}

const CHANNELS: Readonly<Record<string, (call: Call) => Described>> = {
  'mysql2:query': describeStatement,
  'mysql2:execute': describeStatement,
  'ioredis:command': describeCommand,
};

/**
 * Makes a span of each statement and each Redis command that is called within a recorded span; a poll or a heartbeat of its
 * own begins no trace. The drivers tell of their calls by `node:diagnostics_channel`, so it does not matter when or how they
 * were imported. Nothing of a statement but `statementSummary` is kept, and of a command nothing but its name. Returns what
 * ends it.
 */
export function traceDrivers(): () => void {
  const closers = Object.entries(CHANNELS).map(([channel, describe]) => traceChannel(channel, describe));
  return () => {
    for (const close of closers.splice(0)) close();
  };
}

function traceChannel(channel: string, describe: (call: Call) => Described): () => void {
  const spans = new WeakMap<object, Span>();
  const listeners: Readonly<Record<string, (call: unknown) => void>> = {
    start: (call) => {
      if (trace.getActiveSpan()?.isRecording() !== true) return;
      const { name, attributes } = describe(call as Call);
      const span = trace.getTracer('ballast').startSpan(name, { kind: SpanKind.CLIENT, attributes }, context.active());
      spans.set(call as object, span);
    },
    error: (call) => {
      const type = errorType((call as Call).error);
      spans
        .get(call as object)
        ?.setAttribute('error.type', type)
        .setStatus({ code: SpanStatusCode.ERROR, message: type });
    },
    asyncStart: (call) => {
      spans.get(call as object)?.end();
      spans.delete(call as object);
    },
  };
  for (const [event, listener] of Object.entries(listeners)) subscribe(`tracing:${channel}:${event}`, listener);
  return () => {
    for (const [event, listener] of Object.entries(listeners)) unsubscribe(`tracing:${channel}:${event}`, listener);
  };
}

function describeStatement({ query }: Call): Described {
  const { operation, table } = statementSummary(String(query));
  return {
    name: table === undefined ? operation : `${operation} ${table}`,
    attributes: {
      'db.system.name': 'mysql',
      'db.operation.name': operation,
      ...(table !== undefined && { 'db.collection.name': table }),
    },
  };
}

function describeCommand({ command }: Call): Described {
  const name = String(command).toUpperCase();
  return { name: `redis ${name}`, attributes: { 'db.system.name': 'redis', 'db.operation.name': name } };
}

/** The error's code or class: its text may hold the statement. */
function errorType(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' ? code : error.name;
}
