import type { SpanExporter } from '@opentelemetry/sdk-trace';
import type { OtlpTarget } from './tracing-options.ts';

/** What an export that nobody answers may take, retries included. */
export const EXPORT_TIMEOUT_MS = 5_000;

/** The exporter for a collector's protocol, and none of the others. Connects when it has something to send. */
export async function openExporter({ url, protocol }: OtlpTarget): Promise<SpanExporter> {
  const timeoutMillis = EXPORT_TIMEOUT_MS;
  switch (protocol) {
    case 'grpc': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-grpc');
      return new OTLPTraceExporter({ url, timeoutMillis });
    }
    case 'http/protobuf': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
      return new OTLPTraceExporter({ url: tracesUrl(url), timeoutMillis });
    }
    case 'http/json': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
      return new OTLPTraceExporter({ url: tracesUrl(url), timeoutMillis });
    }
  }
}

function tracesUrl(base: string): string {
  return `${base.replace(/\/+$/, '')}/v1/traces`;
}
