import { type ReceivedSpan, startTraceReceiver, type TraceReceiver } from '@ballast/testkit';
import { context, propagation, trace } from '@opentelemetry/api';
import { startTracing } from '../src/tracing.ts';
import type { Tracing, TracingOptions } from '../src/tracing-options.ts';

export interface Traced {
  readonly tracing: Tracing;
  readonly collector: TraceReceiver;
  /** Ends tracing, which sends what is held, and returns all that was recorded. */
  recorded(): Promise<readonly ReceivedSpan[]>;
  stop(): Promise<void>;
}

/** Traces to a collector of its own. The OpenTelemetry API is one per process and can be set once, so it is taken back first. */
export async function startTraced(more: Partial<TracingOptions> = {}): Promise<Traced> {
  const collector = await startTraceReceiver();
  trace.disable();
  context.disable();
  propagation.disable();
  const otlp = { url: collector.url, protocol: 'http/json' } as const;
  const tracing = await startTracing({ service: 'traced-service', otlp, ...more });
  return {
    tracing,
    collector,
    recorded: async () => {
      await tracing.shutdown();
      return collector.spans;
    },
    stop: async () => {
      await collector.stop();
      await tracing.shutdown();
    },
  };
}
