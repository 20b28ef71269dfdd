import type { Logger } from './logger.ts';

/** The protocols of OTLP, by the names that OTEL_EXPORTER_OTLP_PROTOCOL has for them. */
export const OTLP_PROTOCOLS = ['grpc', 'http/protobuf', 'http/json'] as const;
export type OtlpProtocol = (typeof OTLP_PROTOCOLS)[number];

/** A collector of traces. */
export interface OtlpTarget {
  /** Without the path of the traces, which the HTTP protocols have below it. */
  readonly url: string;
  readonly protocol: OtlpProtocol;
}

export interface TracingOptions {
  readonly service: string;
  /** The collector. Without it nothing is recorded, and no SDK or exporter is loaded. */
  readonly otlp?: OtlpTarget;
  /**
   * Share of new traces that are recorded, 0 to 1. One begun by a process of ours keeps its decision; one begun by a
   * stranger is decided on like a new one. Default 1.
   */
  readonly sampleRatio?: number;
  /** Hears once that the collector is away, and once that it is back. */
  readonly logger?: Pick<Logger, 'info' | 'warn'>;
}

export interface Tracing {
  /** Sends what is still held, for at most 2 s, then forgets the rest. Never throws. */
  shutdown(): Promise<void>;
}
