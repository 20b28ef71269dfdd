export { type CallSpan, startCommandSpan, startStatementSpan } from './call-spans.ts';
export { allMetrics, FOREIGN_METRICS, METRICS } from './catalogue/catalogue.ts';
export {
  type CounterDefinition,
  counter,
  EXPORTERS,
  type Exporter,
  FOREIGN_EXPORTERS,
  type ForeignExporter,
  type GaugeDefinition,
  gauge,
  type HistogramDefinition,
  histogram,
  type MetricDefinition,
  type Unit,
} from './catalogue/define-metric.ts';
export { type SerializedError, serializeError } from './error-serializer.ts';
export { createLogger, type Logger, type LoggerOptions } from './logger.ts';
export type { ClosedLabels, LabelValues } from './metric-labels.ts';
export type { CounterMetric, GaugeMetric, HistogramMetric } from './metric-types.ts';

export { createMetrics, type Metrics } from './metrics.ts';
export { addSpan, type OpenSpan, openSpan } from './open-span.ts';
export { createRandomPool } from './random-pool.ts';
export { SeriesCounter, type SeriesCounterOptions } from './series-counter.ts';
export { SeriesHistogram, type SeriesHistogramOptions } from './series-histogram.ts';
export { type Place, placeOfNow, withSharedSpan } from './shared-span.ts';
export { recordFailure } from './span-options.ts';

export { activeTraceContext, activeTraceId, recordedTraceId, type TraceContext } from './trace-context.ts';
export { startTracing } from './tracing.ts';
export {
  OTLP_PROTOCOLS,
  type OtlpProtocol,
  type OtlpTarget,
  type Tracing,
  type TracingOptions,
} from './tracing-options.ts';
export { type WithSpanOptions, withSpan } from './with-span.ts';
