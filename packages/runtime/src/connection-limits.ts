/** What every HTTP server of ours tells Node of its connections; each is unbounded, or long, where it is not told. */
export const CONNECTION_LIMITS = {
  /** Bytes. */
  maxHeaderSize: 16 * 1024,
  /** How often Node looks for clients that took longer than they may, in ms. */
  connectionsCheckingInterval: 1_000,
  /** In ms; longer than a proxy keeps a connection (nginx and Caddy: up to 60 s), since the one that closes first must be the proxy. */
  keepAliveTimeout: 72_000,
} as const;
