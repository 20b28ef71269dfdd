import { EXPORTERS, gauge, histogram } from './define-metric.ts';

const by = EXPORTERS;
/** `main` is the only pool of most processes. */
const known = { pool: ['main', 'operators', 'sessions'] } as const;

/** What every process says of itself, besides Node's own metrics. */
export const processes = {
  lastHeartbeat: gauge({
    name: 'heartbeat_last_timestamp_seconds',
    help: 'When this process last stored a sign of progress, in Unix time; 0 before the first',
    unit: 'timestamp',
    by,
  }),
  buildInfo: gauge({
    name: 'build_info',
    help: 'Always 1: which release this process is of',
    unit: 'count',
    by,
    labels: { release: [] },
  }),
} as const;

/** What every process does with the database. */
export const database = {
  connections: gauge({
    name: 'database_connections',
    help: 'Connections in use and idle, and callers that wait for one',
    unit: 'count',
    by,
    labels: { pool: [], state: ['active', 'idle', 'wait'] },
    known,
  }),
  poolWait: histogram({
    name: 'database_pool_wait_seconds',
    help: 'Time that a caller waited for a connection, those included that got none',
    unit: 'seconds',
    by,
    labels: { pool: [] },
    known,
    buckets: [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5],
  }),
  queries: histogram({
    name: 'database_query_duration_seconds',
    help: 'Time of a statement up to the end of its answer, by what it does; those that the connection took with it are left out',
    unit: 'seconds',
    by,
    labels: { query_type: ['select', 'insert', 'update', 'delete', 'transaction', 'other'] },
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }),
} as const;
