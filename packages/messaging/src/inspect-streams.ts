import type { Stream } from '@ballast/contracts/operators';
import type { ConsumerInfo, JetStreamManager, StreamInfo } from 'nats';
import { askManager } from './ask-manager.ts';
import { readErrCode, toMessagingError } from './client-error.ts';
import { ERR_CONSUMER_NOT_FOUND, ERR_STREAM_NOT_FOUND } from './ensure-resource.ts';
import type { Messaging } from './messaging.ts';
import { type NatsMessaging, natsOf } from './nats-messaging.ts';
import { STREAMS, type StreamSpec } from './topology-data.ts';

/**
 * The streams of the topology with their consumers, as the server has them now. One that is not there is left out. Throws
 * MessagingError: `unavailable`, `timeout` or `closed`.
 */
export async function inspectStreams(messaging: Messaging): Promise<Stream[]> {
  const nats = natsOf(messaging);
  const found = await Promise.all(STREAMS.map((spec) => lookAtStream(nats, spec)));
  return found.flatMap((one) =>
    one === undefined ? [] : [describeStream(nats, one.stream, one.consumer === undefined ? [] : [one.consumer])],
  );
}

/** Where a stream and its consumer stand, for whoever wants to know cheaply what still lies there. */
export interface StreamState {
  /** RFC 3339 with nanoseconds, as `streamCreated` says it. */
  readonly created: string;
  readonly messages: number;
  /** Of the oldest message stored. When there is none: one more than `lastSeq`, or 0 when there never was any. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly consumers: readonly {
    readonly name: string;
    /** Everything above has not been delivered yet. */
    readonly deliveredSeq: number;
    /** Everything up to here has been settled. */
    readonly ackFloorSeq: number;
    /**
     * Delivered, neither settled nor given up. When it is 0, what is stored at or below `deliveredSeq` was delivered as
     * often as the server allows and does not come again: the floor passes it only with the next settlement.
     */
    readonly inFlight: number;
  }[];
}

/**
 * One stream of the topology; `undefined` when it is not there. Throws MessagingError: `no_stream` for one that the
 * topology does not have, `unavailable`, `timeout`, `closed`.
 */
export async function streamState(messaging: Messaging, stream: string): Promise<StreamState | undefined> {
  const nats = natsOf(messaging);
  const spec = STREAMS.find(({ name }) => name === stream);
  const found = spec && (await lookAtStream(nats, spec));
  if (found === undefined) return undefined;
  const { created, state } = found.stream;
  return {
    created: String(created),
    messages: state.messages,
    firstSeq: state.first_seq,
    lastSeq: state.last_seq,
    consumers: found.consumer === undefined ? [] : [standOf(found.consumer)],
  };
}

interface Found {
  readonly stream: StreamInfo;
  readonly consumer: ConsumerInfo | undefined;
}

export async function lookAtStream(nats: NatsMessaging, spec: StreamSpec): Promise<Found | undefined> {
  const name = nats.namespace.stream(spec.name);
  const stream = await ask(nats, (manager) => manager.streams.info(name), ERR_STREAM_NOT_FOUND);
  if (stream === undefined) return undefined;
  const { durable } = spec.consumer;
  const consumer = await ask(nats, (manager) => manager.consumers.info(name, durable), ERR_CONSUMER_NOT_FOUND);
  return { stream, consumer };
}

async function ask<T>(
  nats: NatsMessaging,
  question: (manager: JetStreamManager) => Promise<T>,
  notFound: number,
): Promise<T | undefined> {
  try {
    return await askManager(nats, question);
  } catch (error) {
    if (readErrCode(error) === notFound) return undefined;
    throw toMessagingError(error, 'asking about the streams');
  }
}

function standOf(info: ConsumerInfo): StreamState['consumers'][number] {
  const { name, delivered, ack_floor, num_ack_pending } = info;
  return {
    name,
    deliveredSeq: delivered.stream_seq,
    ackFloorSeq: ack_floor.stream_seq,
    inFlight: num_ack_pending,
  };
}

/** A stream as operators are told of it. */
export function describeStream(nats: NatsMessaging, stream: StreamInfo, consumers: readonly ConsumerInfo[]): Stream {
  const { config, state, created } = stream;
  return {
    name: nats.namespace.stripStream(config.name),
    subjects: (config.subjects ?? []).map((subject) => nats.namespace.stripSubject(subject)),
    messages: state.messages,
    bytes: state.bytes,
    first_seq: state.first_seq,
    last_seq: state.last_seq,
    created_at: String(created),
    ...(state.messages > 0 && { oldest_at: new Date(String(state.first_ts)).toISOString() }),
    consumers: consumers.map(describeConsumer),
  };
}

function describeConsumer(consumer: ConsumerInfo): Stream['consumers'][number] {
  const { deliveredSeq, ackFloorSeq, inFlight } = standOf(consumer);
  return {
    name: consumer.name,
    pending: consumer.num_pending,
    in_flight: inFlight,
    redelivered: consumer.num_redelivered,
    last_delivered_seq: deliveredSeq,
    ack_floor_seq: ackFloorSeq,
    waiting_pulls: consumer.num_waiting,
  };
}
