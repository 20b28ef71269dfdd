import { HEADER } from '@ballast/contracts';
import type { TraceContext } from '@ballast/telemetry';

/** The trace that a message's headers carry; empty when they carry none. */
export function traceOf(header: (name: string) => string | undefined): TraceContext {
  const traceparent = header(HEADER.traceparent);
  const tracestate = header(HEADER.tracestate);
  if (traceparent === undefined) return {};
  return { traceparent, ...(tracestate === undefined ? {} : { tracestate }) };
}
