import { counter, gauge } from './define-metric.ts';

const by = ['dlq-manager'] as const;
const consumer = ['primecheck_consumer', 'emailsend_consumer', 'dlq_manager', 'dlq_advisories'] as const;
/** Streams of others share one name, so that nobody can add series by making streams. */
const own = ['primecheck_stream', 'emailsend_stream', 'dead_letter_queue', 'advisories'] as const;
const stream = [...own, 'other'] as const;
const ofConsumer = { stream: own, consumer } as const;

/** The broker as JetStream's own API describes it. While it does not answer, the values stay as they were last. */
export const broker = {
  up: gauge({ name: 'nats_up', help: '1 if JetStream answered when last asked', unit: 'state', by }),
  lastLook: gauge({
    name: 'nats_last_look_timestamp_seconds',
    help: 'When JetStream last answered for all streams, in Unix time; 0 before the first time',
    unit: 'timestamp',
    by,
  }),
  queueLength: gauge({
    name: 'message_queue_length',
    help: 'Messages in a stream: waiting, delivered and not settled, or kept',
    unit: 'count',
    by,
    labels: { queue_name: stream },
  }),
  streamBytes: gauge({
    name: 'nats_stream_bytes',
    help: 'What a stream takes in the store',
    unit: 'bytes',
    by,
    labels: { stream },
  }),
  streamUsage: gauge({
    name: 'nats_stream_usage_ratio',
    help: 'How full a stream is by the nearest of its limits: at 1 it takes nothing any more; 0 where it has none',
    unit: 'ratio',
    by,
    labels: { stream },
  }),
  streamOldest: gauge({
    name: 'nats_stream_oldest_message_timestamp_seconds',
    help: 'When the oldest message of a stream was stored, in Unix time; 0 when it is empty',
    unit: 'timestamp',
    by,
    labels: { stream },
  }),
  stored: counter({
    name: 'nats_stream_messages_stored_total',
    help: 'Messages that a stream has taken since this process first looked',
    by,
    labels: { stream: own },
  }),
  consumerPending: gauge({
    name: 'nats_consumer_pending_messages',
    help: 'Messages that were not delivered yet',
    unit: 'count',
    by,
    labels: ofConsumer,
    hasGaps: true,
  }),
  consumerInFlight: gauge({
    name: 'nats_consumer_ack_pending_messages',
    help: 'Messages that were delivered and are not settled, those that wait for their retry included',
    unit: 'count',
    by,
    labels: ofConsumer,
    hasGaps: true,
  }),
  consumerRedelivered: gauge({
    name: 'nats_consumer_redelivered_messages',
    help: 'Messages not settled that were delivered more than once',
    unit: 'count',
    by,
    labels: ofConsumer,
    hasGaps: true,
  }),
  consumerPulls: gauge({
    name: 'nats_consumer_waiting_pulls',
    help: 'Requests for messages that wait at the broker: 0 when nobody consumes',
    unit: 'count',
    by,
    labels: ofConsumer,
    hasGaps: true,
  }),
} as const;

/** The broker's process as its monitor describes it; all 0 where NATS_MONITOR_URL is not set. */
export const brokerServer = {
  up: gauge({ name: 'nats_monitor_up', help: '1 if the monitor of NATS answered when last asked', unit: 'state', by }),
  started: gauge({
    name: 'nats_server_start_timestamp_seconds',
    help: 'When the server was started, in Unix time',
    unit: 'timestamp',
    by,
  }),
  connections: gauge({ name: 'nats_server_connections', help: 'Clients connected', unit: 'count', by }),
  subscriptions: gauge({ name: 'nats_server_subscriptions', help: 'Subscriptions', unit: 'count', by }),
  slowConsumers: counter({
    name: 'nats_server_slow_consumers_total',
    help: 'Clients that the server cut off because they read too slowly',
    by,
  }),
  messages: counter({
    name: 'nats_server_messages_total',
    help: 'Messages from clients (in) and to them (out)',
    by,
    labels: { direction: ['in', 'out'] },
  }),
  bytes: counter({
    name: 'nats_server_bytes_total',
    help: 'Bytes of messages from clients (in) and to them (out)',
    by,
    labels: { direction: ['in', 'out'] },
  }),
  memory: gauge({ name: 'nats_server_memory_bytes', help: 'Resident memory of the server', unit: 'bytes', by }),
  cpu: gauge({ name: 'nats_server_cpu_ratio', help: 'Cores that the server keeps busy', unit: 'ratio', by }),
  storage: gauge({
    name: 'nats_jetstream_storage_bytes',
    help: 'What all streams take on disk',
    unit: 'bytes',
    by,
  }),
  storageLimit: gauge({
    name: 'nats_jetstream_storage_limit_bytes',
    help: 'What all streams may take on disk',
    unit: 'bytes',
    by,
  }),
  streams: gauge({ name: 'nats_jetstream_streams', help: 'Streams, those of others included', unit: 'count', by }),
  consumers: gauge({
    name: 'nats_jetstream_consumers',
    help: 'Consumers, those of others included',
    unit: 'count',
    by,
  }),
  apiRequests: counter({
    name: 'nats_jetstream_api_requests_total',
    help: 'Requests to JetStream’s API',
    by,
  }),
  apiErrors: counter({
    name: 'nats_jetstream_api_errors_total',
    help: 'Requests to JetStream’s API that it refused',
    by,
  }),
} as const;
