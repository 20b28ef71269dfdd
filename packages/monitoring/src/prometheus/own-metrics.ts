/** What Prometheus says of each target itself. */
export const UP = { kind: 'gauge', name: 'up', labels: {} } as const;

/** What a blackbox exporter says of a TLS address: when the first certificate of its chain ends, in Unix time. */
export const CERTIFICATE_EXPIRY = { kind: 'gauge', name: 'probe_ssl_earliest_cert_expiry', labels: {} } as const;

/** Alerts that are pending or fire, with all of their labels. */
export const ALERTS = {
  kind: 'gauge',
  name: 'ALERTS',
  labels: { alertname: [], alertstate: ['pending', 'firing'], severity: [] },
} as const;
