import { counter, gauge } from './define-metric.ts';

const redisExporter = ['redis-exporter'] as const;
const mysqlExporter = ['mysql-exporter'] as const;
const nodeExporter = ['node-exporter'] as const;

/** What dashboards and rules read of other people's exporters. No process of ours may export any of these. */
export const redis = {
  up: gauge({ name: 'redis_up', help: '1 if Redis answered the exporter', unit: 'state', by: redisExporter }),
  connectedClients: gauge({
    name: 'redis_connected_clients',
    help: 'Clients connected',
    unit: 'count',
    by: redisExporter,
  }),
  blockedClients: gauge({
    name: 'redis_blocked_clients',
    help: 'Clients that wait in a blocking command',
    unit: 'count',
    by: redisExporter,
  }),
  memoryUsed: gauge({
    name: 'redis_memory_used_bytes',
    help: 'Memory that Redis has allocated',
    unit: 'bytes',
    by: redisExporter,
  }),
  memoryMax: gauge({
    name: 'redis_memory_max_bytes',
    help: 'What it may allocate; 0 for no limit',
    unit: 'bytes',
    by: redisExporter,
  }),
  commands: counter({ name: 'redis_commands_processed_total', help: 'Commands processed', by: redisExporter }),
  keyspaceHits: counter({ name: 'redis_keyspace_hits_total', help: 'Keys found', by: redisExporter }),
  keyspaceMisses: counter({ name: 'redis_keyspace_misses_total', help: 'Keys not found', by: redisExporter }),
  evictedKeys: counter({
    name: 'redis_evicted_keys_total',
    help: 'Keys thrown out because memory was short',
    by: redisExporter,
  }),
  expiredKeys: counter({ name: 'redis_expired_keys_total', help: 'Keys whose time was over', by: redisExporter }),
  rejectedConnections: counter({
    name: 'redis_rejected_connections_total',
    help: 'Connections refused because there were too many',
    by: redisExporter,
  }),
  uptime: gauge({
    name: 'redis_start_time_seconds',
    help: 'When Redis was started, in Unix time',
    unit: 'timestamp',
    by: redisExporter,
  }),
} as const;

export const mysqlServer = {
  up: gauge({ name: 'mysql_up', help: '1 if MySQL answered the exporter', unit: 'state', by: mysqlExporter }),
  threadsConnected: gauge({
    name: 'mysql_global_status_threads_connected',
    help: 'Connections open at the server',
    unit: 'count',
    by: mysqlExporter,
  }),
  threadsRunning: gauge({
    name: 'mysql_global_status_threads_running',
    help: 'Connections that run a statement',
    unit: 'count',
    by: mysqlExporter,
  }),
  maxConnections: gauge({
    name: 'mysql_global_variables_max_connections',
    help: 'Connections that the server takes at most',
    unit: 'count',
    by: mysqlExporter,
  }),
  queries: counter({
    name: 'mysql_global_status_queries',
    help: 'Statements executed',
    by: mysqlExporter,
  }),
  slowQueries: counter({
    name: 'mysql_global_status_slow_queries',
    help: 'Statements longer than long_query_time',
    by: mysqlExporter,
  }),
  rowLockWaits: counter({
    name: 'mysql_global_status_innodb_row_lock_waits',
    help: 'Waits for the lock on a row',
    by: mysqlExporter,
  }),
  bufferPoolReads: counter({
    name: 'mysql_global_status_innodb_buffer_pool_reads',
    help: 'Page reads that had to go to the disk',
    by: mysqlExporter,
  }),
  bufferPoolRequests: counter({
    name: 'mysql_global_status_innodb_buffer_pool_read_requests',
    help: 'Page reads',
    by: mysqlExporter,
  }),
} as const;

export const machine = {
  diskAvailable: gauge({
    name: 'node_filesystem_avail_bytes',
    help: 'Free space of a file system',
    unit: 'bytes',
    by: nodeExporter,
    labels: { device: [], fstype: [], mountpoint: [] },
  }),
  diskSize: gauge({
    name: 'node_filesystem_size_bytes',
    help: 'Size of a file system',
    unit: 'bytes',
    by: nodeExporter,
    labels: { device: [], fstype: [], mountpoint: [] },
  }),
} as const;
