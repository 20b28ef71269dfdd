import { counter, gauge, histogram } from './define-metric.ts';

const by = ['web-server'] as const;
/** HEAD counts as GET; what is no route has no method. */
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'any'] as const;

/** What the web server is asked, and what it lets in. */
export const http = {
  requests: counter({
    name: 'http_requests_total',
    help: 'HTTP requests answered, by route template; pages, their files, and each area below /api are one route each',
    by,
    labels: { method: [], route: [], status: [] },
    known: { method: METHODS },
  }),
  duration: histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from a request’s arrival to the end of its answer; event streams are left out',
    unit: 'seconds',
    by,
    labels: { method: [], route: [] },
    known: { method: METHODS },
    buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10],
  }),
  eventStreams: gauge({ name: 'http_event_streams_open', help: 'Event streams open now', unit: 'count', by }),
  connectionsRefused: counter({
    name: 'http_connections_refused_total',
    help: 'Connections closed at once because too many were open, in total or from one address',
    by,
    labels: { reason: ['total', 'address'] },
  }),
  shed: counter({
    name: 'http_requests_shed_total',
    help: 'Requests answered 503 because the process had too much to do, by what was short',
    by,
    labels: { reason: ['event_loop', 'heap', 'memory'] },
  }),
  intakeWaiting: gauge({
    name: 'intake_waiting_requests',
    help: 'Requests that wait for a transaction to take them',
    unit: 'count',
    by,
    labels: { lane: ['plain', 'keyed'] },
  }),
  intakeGroup: histogram({
    name: 'intake_group_size',
    help: 'Requests committed by one transaction',
    unit: 'count',
    by,
    labels: { lane: ['plain', 'keyed'] },
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500],
  }),
} as const;

/** Limits of callers, decided in the web server. */
export const limits = {
  hits: counter({
    name: 'rate_limit_hits_total',
    help: 'Requests by what the limits said of them, shadow decisions and exceptions included',
    by,
    labels: { endpoint: [], result: ['allowed', 'denied', 'shadow_denied', 'bypassed'], policy: [] },
  }),
  duration: histogram({
    name: 'rate_limit_check_duration_seconds',
    help: 'Time that a request waited for its limits, by who decided',
    unit: 'seconds',
    by,
    labels: { source: ['redis', 'local', 'denied_before', 'closed'] },
    buckets: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
  }),
  storeState: gauge({
    name: 'rate_limit_store_state',
    help: 'Where limits are kept: 1 for the present state; local says that Redis is away',
    unit: 'state',
    by,
    labels: { state: ['redis', 'local'] },
  }),
  top: gauge({
    name: 'rate_limit_top',
    help: 'Requests in the last 5 minutes of those who asked most, over all instances; who they are is in the API',
    unit: 'count',
    by,
    labels: { kind: ['ip', 'user', 'service'], rank: ['1', '2', '3', '4', '5', '6', '7', '8', '9', '10'] },
  }),
  capacityFactor: gauge({
    name: 'rate_limit_capacity_factor',
    help: 'What the global limits are multiplied with, by the load of the system',
    unit: 'ratio',
    by,
  }),
} as const;
