import { type Link, type Span, SpanKind, type SpanOptions, SpanStatusCode, trace } from '@opentelemetry/api';
import { serializeError } from './error-serializer.ts';
import { scrub } from './scrub.ts';
import { contextWithParent, contextWithStranger, readSpanContext, type TraceContext } from './trace-context.ts';

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

export interface WithSpanOptions {
  /** Default `internal`. */
  readonly kind?: keyof typeof KINDS;
  /** A context received from a process of ours. Absent or malformed: the active span is the parent. */
  readonly parent?: TraceContext | undefined;
  /** In place of `parent`, a context that anybody may have sent: its trace is carried on, its sampled flag is not heeded. */
  readonly stranger?: TraceContext | undefined;
  /** Other traces this work belongs to; malformed ones are left out. */
  readonly links?: readonly TraceContext[];
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/**
 * Runs `fn` inside a span of its own, which is active for everything `fn` awaits. A failure is recorded on the span and
 * thrown on unchanged; the span ends either way.
 */
export async function withSpan<T>(name: string, options: WithSpanOptions, fn: (span: Span) => Promise<T>): Promise<T> {
  const tracer = trace.getTracer('ballast');
  const { parent, stranger } = options;
  const context = stranger === undefined ? contextWithParent(parent) : contextWithStranger(stranger);
  return await tracer.startActiveSpan(name, toSpanOptions(options), context, async (span) => {
    try {
      return await fn(span);
    } catch (error) {
      recordFailure(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

function toSpanOptions(options: WithSpanOptions): SpanOptions {
  return {
    kind: KINDS[options.kind ?? 'internal'],
    ...(options.attributes !== undefined && { attributes: scrubAll(options.attributes) }),
    ...(options.links !== undefined && { links: options.links.flatMap(toLink) }),
  };
}

function scrubAll(attributes: NonNullable<WithSpanOptions['attributes']>): NonNullable<WithSpanOptions['attributes']> {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, typeof value === 'string' ? scrub(value) : value]),
  );
}

function toLink(received: TraceContext): Link[] {
  const context = readSpanContext(received);
  return context === undefined ? [] : [{ context }];
}

function recordFailure(span: Span, error: unknown): void {
  // As a log says it: spans leave the machine as well.
  const { type, message, stack = '' } = serializeError(error);
  span.recordException({ name: type, message, stack });
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
