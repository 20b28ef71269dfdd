import { type ContextManager, type TextMapPropagator, trace } from '@opentelemetry/api';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import { EXPORT_TIMEOUT_MS, openExporter } from './open-exporter.ts';
import { OutageTellingExporter } from './outage-telling-exporter.ts';
import { createTracer } from './tracer.ts';
import type { OtlpTarget, Tracing, TracingOptions } from './tracing-options.ts';

const FLUSH_TIMEOUT_MS = 2_000;
/** What is recorded while an export is under way waits here; what finds it full is dropped. */
const MAX_QUEUED_SPANS = 2_048;

export interface ExportingOptions extends TracingOptions {
  readonly otlp: OtlpTarget;
  readonly contextManager: ContextManager;
  readonly propagator: TextMapPropagator;
}

/**
 * Records and exports spans. Loaded only when there is a collector: the SDK imports every exporter there is, which takes longer
 * than everything else a process imports.
 */
export async function startExporting(options: ExportingOptions): Promise<Tracing> {
  const exporter = new OutageTellingExporter(await openExporter(options.otlp), options.otlp.url, options.logger);
  const processor = new BatchSpanProcessor({
    exporter,
    scheduledDelayMillis: 1_000,
    exportTimeoutMillis: EXPORT_TIMEOUT_MS,
    maxQueueSize: MAX_QUEUED_SPANS,
  });
  const resource = defaultResource().merge(resourceFromAttributes({ 'service.name': options.service }));
  const sdk = new NodeSDK({
    resource,
    contextManager: options.contextManager,
    textMapPropagator: options.propagator,
    spanProcessors: [processor],
    // Left undefined, these two start OTLP exporters of their own towards localhost:4318.
    metricReaders: [],
    logRecordProcessors: [],
    // The detectors start a child process and read files; the service's name is all that is needed.
    autoDetectResources: false,
  });
  sdk.start();
  // The SDK has made its own tracers global. Ours note what is to be recorded; from a span's end on everything is the SDK's.
  const tracer = createTracer({
    resource,
    instrumentationScope: { name: 'ballast' },
    onEnd: (span) => processor.onEnd(span),
  });
  trace.disable();
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  let shutdown: Promise<void> | undefined;
  return {
    shutdown: () => {
      shutdown ??= shutDownWithin(sdk, FLUSH_TIMEOUT_MS);
      return shutdown;
    },
  };
}

async function shutDownWithin(sdk: NodeSDK, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  // A failed flush means that the collector is away: its traces are lost, the process's end is not delayed by it.
  await Promise.race([sdk.shutdown().catch(() => undefined), timeout]);
  clearTimeout(timer);
}
