import { type Context, isSpanContextValid, TraceFlags, type Tracer, trace } from '@opentelemetry/api';
import { createPropagatingTracer } from './propagating-tracer.ts';
import { isRecordedHere } from './recorded-share.ts';
import { tracerOf } from './tracer-of.ts';

/**
 * A tracer that asks `recording` only for what is to be recorded: what belongs to a sampled trace, and this process's share
 * of what begins one. Everything else is most of what there is, and costs its ids alone: an SDK that samples looks at each
 * span's name, attributes and links first.
 */
export function createSamplingTracer(recording: Tracer): Tracer {
  const propagating = createPropagatingTracer();
  return tracerOf((name, options, parent) => {
    const isRecorded = options.root === true ? isRecordedHere() : isSampled(parent);
    return (isRecorded ? recording : propagating).startSpan(name, options, parent);
  });
}

function isSampled(context: Context): boolean {
  const parent = trace.getSpanContext(context);
  if (parent === undefined || !isSpanContextValid(parent)) return isRecordedHere();
  return (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
}
