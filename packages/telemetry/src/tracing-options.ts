export interface TracingOptions {
  readonly service: string;
  /** The collector's OTLP gRPC door. Without it nothing is recorded, and no SDK or exporter is loaded. */
  readonly otlp?: { readonly host: string; readonly port: number };
  /**
   * Share of new traces that are recorded, 0 to 1. One begun by a process of ours keeps its decision; one begun by a
   * stranger is decided on like a new one. Default 1.
   */
  readonly sampleRatio?: number;
}

export interface Tracing {
  /** Sends what is still held, for at most 2 s, then forgets the rest. Never throws. */
  shutdown(): Promise<void>;
}
