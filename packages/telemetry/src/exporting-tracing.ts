import type { ContextManager, TextMapPropagator } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace';
import type { Tracing } from './tracing-options.ts';

const EXPORT_TIMEOUT_MS = 5_000;
const FLUSH_TIMEOUT_MS = 2_000;

export interface ExportingOptions {
  readonly service: string;
  readonly otlp: { readonly host: string; readonly port: number };
  readonly sampleRatio?: number;
  readonly contextManager: ContextManager;
  readonly propagator: TextMapPropagator;
}

/**
 * Records and exports spans. Loaded only when there is a collector: the SDK imports every exporter there is, which takes
 * longer than everything else a process imports.
 */
export function startExporting(options: ExportingOptions): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `http://${options.otlp.host}:${options.otlp.port}`,
    timeoutMillis: EXPORT_TIMEOUT_MS,
  });
  const sdk = new NodeSDK({
    serviceName: options.service,
    contextManager: options.contextManager,
    textMapPropagator: options.propagator,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(options.sampleRatio ?? 1) }),
    spanProcessors: [
      new BatchSpanProcessor({ exporter, scheduledDelayMillis: 1_000, exportTimeoutMillis: EXPORT_TIMEOUT_MS }),
    ],
    // Left undefined, these two start OTLP exporters of their own towards localhost:4318.
    metricReaders: [],
    logRecordProcessors: [],
    // The detectors start a child process and read files; the service's name is all that is needed.
    autoDetectResources: false,
  });
  sdk.start();
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
