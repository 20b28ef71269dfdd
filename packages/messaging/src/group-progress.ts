import { eventStreamName } from '@ballast/contracts';
import type { ConsumerInfo, StreamInfo } from 'nats';
import { askManager, listAll } from './ask-manager.ts';
import { readErrCode, toMessagingError } from './client-error.ts';
import { ERR_CONSUMER_NOT_FOUND, ERR_STREAM_NOT_FOUND } from './ensure-resource.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';

/** What a stream of events still holds, and how far each of its groups has come. */
export interface StreamProgress {
  /** As `Messaging.streamCreated`, asked now. */
  readonly created: string;
  readonly messages: number;
  /** Of what it held when the groups were asked, and later: what a group has acknowledged of these, it has had. */
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly groups: readonly GroupProgress[];
}

/** How far a group has come. */
export interface GroupProgress {
  readonly name: string;
  /** Everything up to it is acknowledged, or was dropped by the stream before the group came to it. */
  readonly acknowledgedSeq: number;
  /** Not acknowledged: delivered, or not yet. */
  readonly unread: number;
}

/**
 * `undefined` when there is no stream of the key. A cluster leaves out groups whose servers are away: `isGroupThere` tells.
 * Throws MessagingError: `unavailable`, `timeout` or `closed`.
 */
export async function streamProgress(messaging: Messaging, key: string): Promise<StreamProgress | undefined> {
  const nats = natsOf(messaging);
  const name = nats.namespace.stream(eventStreamName(key));
  try {
    const before = await askManager(nats, (manager) => manager.streams.info(name));
    const groups = await listAll(nats, (manager) => manager.consumers.list(name));
    const after = await askManager(nats, (manager) => manager.streams.info(name));
    // Made anew in between: what the groups said is of nobody knows which of the two.
    const known = before.created === after.created ? groups : [];
    return {
      created: after.created,
      messages: after.state.messages,
      firstSeq: after.state.first_seq,
      lastSeq: after.state.last_seq,
      groups: known.map((group) => progressOf(group, before)),
    };
  } catch (error) {
    if (readErrCode(error) === ERR_STREAM_NOT_FOUND) return undefined;
    throw toMessagingError(error, `asking how far the groups of ${name} are`);
  }
}

/** Whether a stream has a group. Throws MessagingError: `no_stream`, `unavailable`, `timeout` or `closed`. */
export async function isGroupThere(messaging: Messaging, key: string, group: string): Promise<boolean> {
  const nats = natsOf(messaging);
  const name = nats.namespace.stream(eventStreamName(key));
  try {
    await askManager(nats, (manager) => manager.consumers.info(name, group));
    return true;
  } catch (error) {
    if (readErrCode(error) === ERR_CONSUMER_NOT_FOUND) return false;
    throw toMessagingError(error, `looking for the group ${group} of ${name}`);
  }
}

function progressOf(
  { name, ack_floor, num_pending, num_ack_pending }: ConsumerInfo,
  { state }: StreamInfo,
): GroupProgress {
  const unread = num_pending + num_ack_pending;
  // The floor stands at the last message that the group was given: with nothing unread it is the stream's end as well.
  const acknowledgedSeq = unread === 0 ? Math.max(ack_floor.stream_seq, state.last_seq) : ack_floor.stream_seq;
  return { name, acknowledgedSeq, unread };
}
