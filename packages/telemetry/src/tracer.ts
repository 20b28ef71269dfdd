import { type SpanContext, TraceFlags, type Tracer, type TraceState, trace } from '@opentelemetry/api';
import { createRandomIds } from './random-ids.ts';
import { isRecordedHere } from './recorded-share.ts';
import { RecordedSpan, type SpanRecorder } from './recorded-span.ts';
import { spanContextIn } from './trace-context.ts';
import { tracerOf } from './tracer-of.ts';

/**
 * A tracer that makes ids and hands contexts on: a new span carries its parent's trace id, sampled flag and state, or begins a
 * trace, of which this process's share is sampled. A sampled span is recorded where there is a recorder; all others, which are
 * most, cost their ids alone. It needs no SDK, so a process without a collector loads none.
 */
export function createTracer(recorder?: SpanRecorder): Tracer {
  const randomId = createRandomIds();
  return tracerOf((name, options, outer) => {
    const parent = options.root === true ? undefined : spanContextIn(outer);
    const isSampled = parent === undefined ? isRecordedHere() : (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
    const spanContext = contextOf(
      parent?.traceId ?? randomId(16),
      randomId(8),
      isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE,
      parent?.traceState,
    );
    if (recorder === undefined || !isSampled) return trace.wrapSpanContext(spanContext);
    return new RecordedSpan(recorder, name, options, spanContext, parent);
  });
}

/** Of one shape but for those that have a state, which few do. */
function contextOf(
  traceId: string,
  spanId: string,
  traceFlags: TraceFlags,
  state: TraceState | undefined,
): SpanContext {
  return state === undefined ? { traceId, spanId, traceFlags } : { traceId, spanId, traceFlags, traceState: state };
}
