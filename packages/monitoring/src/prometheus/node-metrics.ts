import { counter, EXPORTERS, gauge, histogram } from '@ballast/telemetry';

const by = EXPORTERS;

/** What prom-client says of Node in every process of ours, as far as a dashboard reads it. */
export const NODE = {
  processStart: gauge({
    name: 'process_start_time_seconds',
    help: 'When the process was started, in Unix time',
    unit: 'timestamp',
    by,
  }),
  cpu: counter({ name: 'process_cpu_seconds_total', help: 'Seconds of a core, in user and system', by }),
  residentMemory: gauge({ name: 'process_resident_memory_bytes', help: 'Resident memory', unit: 'bytes', by }),
  openFiles: gauge({ name: 'process_open_fds', help: 'File descriptors open', unit: 'count', by }),
  maxFiles: gauge({ name: 'process_max_fds', help: 'File descriptors that may be open', unit: 'count', by }),
  eventLoopLagMedian: gauge({
    name: 'nodejs_eventloop_lag_p50_seconds',
    help: 'Half of the turns of the event loop were late by less, since the last scrape',
    unit: 'seconds',
    by,
  }),
  eventLoopLagP99: gauge({
    name: 'nodejs_eventloop_lag_p99_seconds',
    help: '99 % of the turns of the event loop were late by less, since the last scrape',
    unit: 'seconds',
    by,
  }),
  heapUsed: gauge({ name: 'nodejs_heap_size_used_bytes', help: 'Heap in use', unit: 'bytes', by }),
  heapTotal: gauge({ name: 'nodejs_heap_size_total_bytes', help: 'Heap taken from the system', unit: 'bytes', by }),
  externalMemory: gauge({
    name: 'nodejs_external_memory_bytes',
    help: 'Memory outside of the heap that belongs to objects in it',
    unit: 'bytes',
    by,
  }),
  garbageCollection: histogram({
    name: 'nodejs_gc_duration_seconds',
    help: 'Duration of garbage collections, by kind',
    unit: 'seconds',
    by,
    labels: { kind: ['major', 'minor', 'incremental', 'weakcb'] },
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
  }),
  resources: gauge({
    name: 'nodejs_active_resources',
    help: 'What keeps the event loop alive, by type',
    unit: 'count',
    by,
    labels: { type: [] },
  }),
  version: gauge({
    name: 'nodejs_version_info',
    help: '1, with the version as labels',
    unit: 'state',
    by,
    labels: { version: [] },
  }),
} as const;
