/** What of the topology an environment chooses. */
export interface TopologyOptions {
  /** Copies of each stream: 1, or 3 in a cluster. */
  readonly replicas: number;
  /** How long a delivery may stay unsettled before it is delivered again. Default 30,000. */
  readonly ackWaitMs?: number;
  /** Messages a work stream holds before it pushes back. Default 1,000,000. */
  readonly maxWorkMessages?: number;
}

/** Names of streams (`primecheck_stream`) and consumers (`primecheck_stream/primecheck_consumer`). */
export interface TopologyReport {
  readonly created: string[];
  readonly updated: string[];
  readonly unchanged: string[];
}
