import { ALL_EVENT_SUBJECTS, eventStreamName, eventSubjectsOf } from '@ballast/contracts';
import type { Stream } from '@ballast/contracts/operators';
import { type ConsumerInfo, DiscardPolicy, nanos, RetentionPolicy, StorageType } from 'nats';
import { askManager, listAll } from './ask-manager.ts';
import { readErrCode, toMessagingError } from './client-error.ts';
import { ERR_STREAM_NOT_FOUND, ensure } from './ensure-resource.ts';
import { describeStream } from './inspect-streams.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';

/** What each stream of events holds at most, and how often. */
export interface EventStreamLimits {
  /** Of each stream: the oldest messages beyond them leave, whoever has read them or not. */
  readonly maxMessages: number;
  readonly maxAgeMs: number;
  readonly maxBytes: number;
  /** Copies of each stream: 1, or 3 in a cluster. */
  readonly replicas: number;
}

/** Where a stream of events stands, and each of its groups. */
export interface EventStreamStand {
  readonly messages: number;
  /** Meaningless while there are no messages. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly groups: readonly {
    readonly name: string;
    /** Pulls that wait for messages: the members that have nothing to do. */
    readonly waiting: number;
    /** Delivered, and not settled yet. */
    readonly pending: number;
    /** 0 before the first. */
    readonly deliveredSeq: number;
  }[];
}

const DUPLICATE_WINDOW_MS = 10 * 60_000;
const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Each is a question of its own, and operators look every few seconds. */
const MAX_INSPECTED = 64;

/**
 * Makes the stream of a key what it should be, as `ensureTopology` does for the others. A full stream drops its oldest: one
 * group that sleeps must not stop all producers.
 */
export function ensureEventStream(
  messaging: Messaging,
  key: string,
  limits: EventStreamLimits,
): Promise<'created' | 'updated' | 'unchanged'> {
  const nats = natsOf(messaging);
  const name = nats.namespace.stream(eventStreamName(key));
  const wanted = {
    subjects: [nats.namespace.subject(eventSubjectsOf(key))],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    max_msgs: limits.maxMessages,
    max_age: nanos(limits.maxAgeMs),
    max_bytes: limits.maxBytes,
    max_msg_size: MAX_MESSAGE_BYTES,
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    num_replicas: limits.replicas,
  };
  return ensure(nats, {
    label: `the stream ${name}`,
    wanted,
    fixedFields: new Set(['storage', 'retention']),
    notFound: [ERR_STREAM_NOT_FOUND],
    remedy: `Let its groups finish, then delete it (nats stream rm ${name}): it is made anew.`,
    get: async (manager) => (await manager.streams.info(name)).config,
    create: async (manager) => (await manager.streams.add({ ...wanted, name })).config,
    update: async (manager) => (await manager.streams.update(name, wanted)).config,
  });
}

/** `undefined` when there is no stream of the key. Throws MessagingError: `unavailable`, `timeout` or `closed`. */
export async function eventStreamStand(messaging: Messaging, key: string): Promise<EventStreamStand | undefined> {
  const nats = natsOf(messaging);
  const name = nats.namespace.stream(eventStreamName(key));
  try {
    const { state } = await askManager(nats, (manager) => manager.streams.info(name));
    const groups = await listAll(nats, (manager) => manager.consumers.list(name));
    return {
      messages: state.messages,
      firstSeq: state.first_seq,
      lastSeq: state.last_seq,
      groups: groups.map(standOf),
    };
  } catch (error) {
    if (readErrCode(error) === ERR_STREAM_NOT_FOUND) return undefined;
    throw toMessagingError(error, `asking about ${name}`);
  }
}

/** How many streams of events there are, whoever made them; of very many, some. Throws as `eventStreamStand`. */
export async function countEventStreams(messaging: Messaging): Promise<number> {
  return (await eventStreamNames(messaging)).length;
}

/** What they are called without the namespace; of very many, some. Throws as `eventStreamStand`. */
export async function eventStreamNames(messaging: Messaging): Promise<string[]> {
  const nats = natsOf(messaging);
  try {
    const names = await listAll(nats, (manager) => manager.streams.names(nats.namespace.subject(ALL_EVENT_SUBJECTS)));
    return names.map((name) => nats.namespace.stripStream(name));
  } catch (error) {
    throw toMessagingError(error, 'listing the streams of events');
  }
}

/** The streams of events with their groups, by name; of very many, some. Throws as `eventStreamStand`. */
export async function inspectEventStreams(messaging: Messaging): Promise<Stream[]> {
  const nats = natsOf(messaging);
  try {
    const streams = await listAll(
      nats,
      (manager) => manager.streams.list(nats.namespace.subject(ALL_EVENT_SUBJECTS)),
      1,
    );
    const described = streams.slice(0, MAX_INSPECTED).map(async (stream) => {
      const groups = await listAll(nats, (manager) => manager.consumers.list(stream.config.name));
      return describeStream(nats, stream, groups);
    });
    return (await Promise.all(described)).sort((one, other) => one.name.localeCompare(other.name));
  } catch (error) {
    throw toMessagingError(error, 'looking at the streams of events');
  }
}

function standOf({ name, num_waiting, num_ack_pending, delivered }: ConsumerInfo): EventStreamStand['groups'][number] {
  return { name, waiting: num_waiting, pending: num_ack_pending, deliveredSeq: delivered.stream_seq };
}
