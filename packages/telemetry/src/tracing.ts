import { context, propagation, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { setRecordedShare } from './recorded-share.ts';
import { createTracer } from './tracer.ts';
import type { Tracing, TracingOptions } from './tracing-options.ts';

/**
 * Starts tracing for this process (once; the OpenTelemetry API is global). Ids are made and propagated in any case.
 * A collector that cannot be reached costs its traces and nothing else: no error, no wait, a bounded queue, one log line.
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  setRecordedShare(options.otlp === undefined ? 0 : (options.sampleRatio ?? 1));
  const contextManager = new AsyncLocalStorageContextManager();
  const propagator = new W3CTraceContextPropagator();
  if (options.otlp !== undefined) {
    const { startExporting } = await import('./exporting-tracing.ts');
    return await startExporting({ ...options, otlp: options.otlp, contextManager, propagator });
  }
  context.setGlobalContextManager(contextManager.enable());
  propagation.setGlobalPropagator(propagator);
  const tracer = createTracer();
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  return { shutdown: async () => undefined };
}
