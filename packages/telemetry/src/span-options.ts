import { type Span, SpanKind, type SpanOptions, SpanStatusCode } from '@opentelemetry/api';
import { serializeError } from './error-serializer.ts';
import { scrub } from './scrub.ts';
import { readSpanContext, type TraceContext } from './trace-context.ts';

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface DescribedSpan {
  /** Default `internal`. */
  readonly kind?: keyof typeof KINDS;
  /** Other traces this work belongs to; malformed ones are left out. */
  readonly links?: readonly TraceContext[];
  readonly attributes?: SpanAttributes;
}

/** What a sampler looks at. The rest is said by `describeSpan`, which costs nothing where nothing is recorded. */
export function kindOf({ kind = 'internal' }: DescribedSpan): SpanOptions {
  return { kind: KINDS[kind] };
}

export function describeSpan(span: Span, { attributes, links = [] }: DescribedSpan): void {
  if (!span.isRecording()) return;
  setAttributes(span, attributes);
  for (const received of links) {
    const context = readSpanContext(received);
    if (context !== undefined) span.addLink({ context });
  }
}

/** Spans leave the machine as logs do: an address or a token in a text is cut out of it. */
export function setAttributes(span: Span, attributes: SpanAttributes = {}): void {
  for (const [name, value] of Object.entries(attributes)) {
    span.setAttribute(name, typeof value === 'string' ? scrub(value) : value);
  }
}

/** Notes a failure on a span, as a log would say it. */
export function recordFailure(span: Span, error: unknown): void {
  if (!span.isRecording()) return;
  const { type, message, stack = '' } = serializeError(error);
  span.recordException({ name: type, message, stack });
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
