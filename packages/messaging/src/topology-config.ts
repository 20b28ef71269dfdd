import {
  AckPolicy,
  type ConsumerConfig,
  DeliverPolicy,
  DiscardPolicy,
  nanos,
  ReplayPolicy,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from 'nats';
import type { Namespace } from './namespace.ts';
import { DEFAULT_ACK_WAIT_MS, STREAMS, type StreamSpec } from './topology-data.ts';
import type { TopologyOptions } from './topology-options.ts';

const ADVISORY_SUBJECT = /^(\$JS\.EVENT\.ADVISORY\.CONSUMER\.[A-Z_]+)\.>$/;

/**
 * What the server should hold for a stream: all that we rely on, and nothing else, so that what a server adds of its own
 * is no difference.
 */
export function wantedStreamConfig(spec: StreamSpec, namespace: Namespace, options: TopologyOptions) {
  const isWork = spec.retention === 'work';
  return {
    subjects: spec.subjects.flatMap((subject) => toServerSubjects(subject, namespace)),
    retention: isWork ? RetentionPolicy.Workqueue : RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    max_age: nanos(spec.maxAgeMs),
    max_msgs: isWork ? (options.maxWorkMessages ?? spec.maxMessages) : spec.maxMessages,
    max_bytes: spec.maxBytes,
    max_msg_size: spec.maxMessageBytes,
    duplicate_window: nanos(spec.duplicateWindowMs),
    num_replicas: options.replicas,
  } satisfies Partial<StreamConfig>;
}

/** No `backoff`: the server would take its first step for the ack deadline. Retries are paced by delayed naks. */
export function wantedConsumerConfig(spec: StreamSpec, options: TopologyOptions) {
  return {
    durable_name: spec.consumer.durable,
    deliver_policy: DeliverPolicy.All,
    replay_policy: ReplayPolicy.Instant,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(options.ackWaitMs ?? DEFAULT_ACK_WAIT_MS),
    max_deliver: spec.consumer.maxDeliver,
    max_ack_pending: spec.consumer.maxAckPending,
  } satisfies Partial<ConsumerConfig>;
}

/**
 * The server sends advisories to subjects that know no namespace. They end with stream and consumer, so within a
 * namespace the stream listens to those of its own streams only: two streams may not listen to the same subject.
 */
function toServerSubjects(subject: string, namespace: Namespace): string[] {
  const advisory = ADVISORY_SUBJECT.exec(subject)?.[1];
  if (advisory === undefined) return [namespace.subject(subject)];
  if (namespace.name === '') return [subject];
  return STREAMS.map((stream) => `${advisory}.${namespace.stream(stream.name)}.>`);
}
