import { context, type HrTime, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  type DescribedSpan,
  describeSpan,
  kindOf,
  recordFailure,
  type SpanAttributes,
  scrubAll,
} from './span-options.ts';
import { contextWithStranger, type TraceContext } from './trace-context.ts';

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
  const inside = trace.setSpan(outer, span);
  return {
    traceId: span.spanContext().traceId,
    isRecorded: span.isRecording(),
    run: (fn) => context.with(inside, fn),
    end: ({ attributes, failure } = {}) => {
      if (span.isRecording()) {
        if (attributes !== undefined) span.setAttributes(scrubAll(attributes));
        if (failure instanceof Error) recordFailure(span, failure);
        else if (failure !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: String(failure) });
      }
      span.end();
    },
  };
}

/** Records work that was done elsewhere (in a worker thread) as a span inside the active one, by the times it tells. */
export function addSpan(
  name: string,
  { startedAt, endedAt, attributes }: { startedAt: number; endedAt: number; attributes: SpanAttributes },
): void {
  if (trace.getActiveSpan()?.isRecording() !== true) return;
  const span = trace.getTracer('ballast').startSpan(name, { startTime: toHrTime(startedAt) });
  describeSpan(span, { attributes });
  span.end(toHrTime(endedAt));
}

/** From milliseconds since the epoch with their fraction. */
function toHrTime(ms: number): HrTime {
  return [Math.trunc(ms / 1_000), Math.round((ms % 1_000) * 1_000_000)];
}
