import { type Context, context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  type DescribedSpan,
  describeSpan,
  kindOf,
  recordFailure,
  type SpanAttributes,
  setAttributes,
} from './span-options.ts';
import { contextWithStranger, isActiveRecorded, type TraceContext } from './trace-context.ts';

/** A span for work that is no single function, such as a request on its way through a server's hooks. */
export interface OpenSpan {
  readonly traceId: string;
  /** Whether its trace is recorded, so that whoever follows the id finds something. */
  readonly isRecorded: boolean;
  /** Runs `fn`, and whatever it sets going, inside the span. */
  run<T>(fn: () => T): T;
  /** Ends it: well, or as failed with what went wrong. */
  end(end?: { readonly attributes?: SpanAttributes; readonly failure?: unknown }): void;
}

/** Opens a span below a context that anybody may have sent, as `withSpan` does with `stranger`. */
export function openSpan(name: string, options: DescribedSpan & { readonly stranger: TraceContext }): OpenSpan {
  const outer = contextWithStranger(options.stranger);
  const span = trace.getTracer('ballast').startSpan(name, kindOf(options), outer);
  describeSpan(span, options);
  return new StartedSpan(span, outer);
}

/** One is made for each request: a class, since an object with functions of its own would be made with all of them. */
class StartedSpan implements OpenSpan {
  readonly traceId: string;
  readonly isRecorded: boolean;
  readonly #span: Span;
  readonly #inside: Context;

  constructor(span: Span, outer: Context) {
    this.traceId = span.spanContext().traceId;
    this.isRecorded = span.isRecording();
    this.#span = span;
    this.#inside = trace.setSpan(outer, span);
  }

  run<T>(fn: () => T): T {
    return context.with(this.#inside, fn);
  }

  end({ attributes, failure }: Parameters<OpenSpan['end']>[0] = {}): void {
    if (this.isRecorded) {
      setAttributes(this.#span, attributes);
      if (failure instanceof Error) recordFailure(this.#span, failure);
      else if (failure !== undefined) {
        this.#span.setStatus({ code: SpanStatusCode.ERROR, message: String(failure) });
      }
    }
    this.#span.end();
  }
}

/** Records work that was done elsewhere (in a worker thread) as a span inside the active one, by the times it tells, in ms since the epoch. */
export function addSpan(
  name: string,
  { startedAt, endedAt, attributes }: { startedAt: number; endedAt: number; attributes: SpanAttributes },
): void {
  if (!isActiveRecorded()) return;
  const span = trace.getTracer('ballast').startSpan(name, { startTime: startedAt });
  describeSpan(span, { attributes });
  span.end(endedAt);
}
