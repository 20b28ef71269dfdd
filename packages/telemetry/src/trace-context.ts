import {
  type Context,
  context,
  defaultTextMapGetter,
  INVALID_TRACEID,
  ROOT_CONTEXT,
  type SpanContext,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { isRecordedHere } from './recorded-share.ts';

/** A place in a trace as it travels in headers and rows: W3C Trace Context, keys in lower case. */
export interface TraceContext {
  readonly traceparent?: string;
  readonly tracestate?: string;
}

const w3c = new W3CTraceContextPropagator();

/**
 * The active span as it is handed on in headers or stored in a row; empty when there is none. Written here and not by the
 * propagator, which looks at each digit of the ids again: an active span's are ours, or were looked at when they were read.
 * The format: W3C Trace Context, 3.2.
 */
export function activeTraceContext(): TraceContext {
  const span = activeSpanContext();
  if (span === undefined) return {};
  const sampled = (span.traceFlags & TraceFlags.SAMPLED) !== 0;
  const traceparent = `00-${span.traceId}-${span.spanId}-${sampled ? '01' : '00'}`;
  const tracestate = span.traceState?.serialize();
  // An empty tracestate says nothing and would only cost a header.
  return tracestate === undefined || tracestate === '' ? { traceparent } : { traceparent, tracestate };
}

/** The active trace's id (32 hex digits), or `undefined` outside any span. */
export function activeTraceId(): string | undefined {
  return activeSpanContext()?.traceId;
}

function activeSpanContext(): SpanContext | undefined {
  return spanContextIn(context.active());
}

/** Its ids are ours, or were looked at when they were read. Outside any span there is none, or the API's own that has no ids. */
export function spanContextIn(context: Context): SpanContext | undefined {
  const found = trace.getSpanContext(context);
  return found?.traceId === INVALID_TRACEID ? undefined : found;
}

/** Whether the active span is recorded: only inside of such a one is it worth making others. */
export function isActiveRecorded(): boolean {
  return trace.getActiveSpan()?.isRecording() === true;
}

/** The id of a trace (of the active one, where no other is given), if somebody can look at it: it is recorded. */
export function recordedTraceId(received?: TraceContext): string | undefined {
  const span = received === undefined ? trace.getActiveSpan()?.spanContext() : readSpanContext(received);
  return span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0 ? span.traceId : undefined;
}

/** Reads a received trace context. What is malformed counts as absent: a sender's mistake never fails the work. */
export function readSpanContext(received: TraceContext | undefined): SpanContext | undefined {
  if (received?.traceparent === undefined) return undefined;
  const span = trace.getSpanContext(w3c.extract(ROOT_CONTEXT, received, defaultTextMapGetter));
  if (span === undefined) return undefined;
  // Only the sampled flag is known; the propagator writes any higher bit as a malformed header.
  return { ...span, traceFlags: span.traceFlags & TraceFlags.SAMPLED };
}

/**
 * A stranger's span, whose trace is carried on so that both sides find it by one id. Whether it is recorded is ours to say:
 * else whoever sends requests decides what tracing costs.
 */
export function contextWithStranger(received: TraceContext): Context {
  const parent = readSpanContext(received);
  if (parent === undefined) return context.active();
  const traceFlags = isRecordedHere() ? TraceFlags.SAMPLED : TraceFlags.NONE;
  return trace.setSpanContext(context.active(), { ...parent, traceFlags });
}

/** The active context with the received span as parent; the active context as it is when nothing can be read. */
export function contextWithParent(received: TraceContext | undefined): Context {
  const parent = readSpanContext(received);
  return parent === undefined ? context.active() : trace.setSpanContext(context.active(), parent);
}
