import { eventStreamName } from '@ballast/contracts';
import { AckPolicy, DeliverPolicy, nanos, ReplayPolicy } from 'nats';
import { readErrCode, toMessagingError } from './client-error.ts';
import { ERR_CONSUMER_NOT_FOUND } from './ensure-resource.ts';
import type { Messaging } from './messaging.ts';
import { natsOf } from './nats-messaging.ts';
import { DEFAULT_ACK_WAIT_MS } from './topology-data.ts';

const MAX_ACK_PENDING = 1_000;
/** The last backstop, since every deferral counts; attempts are counted elsewhere. */
const MAX_DELIVER = 64;

/**
 * Makes a group of a stream of events: a durable consumer, among whose members each message goes to one. A group that is
 * there stays as it is, wherever it began. Throws MessagingError: `no_stream`, `unavailable`, `timeout` or `closed`.
 *
 * @param from `all` that the stream holds, or what is `new` from now on
 * @param ackWaitMs after which a message goes to another member whose own was not heard of
 */
export async function ensureGroup(
  messaging: Messaging,
  key: string,
  group: string,
  from: 'all' | 'new',
  ackWaitMs: number = DEFAULT_ACK_WAIT_MS,
): Promise<'created' | 'unchanged'> {
  const { connection, namespace } = natsOf(messaging);
  const stream = namespace.stream(eventStreamName(key));
  const manager = await connection.manager;
  try {
    connection.assertConnected();
    await connection.answer(manager.consumers.info(stream, group));
    return 'unchanged';
  } catch (error) {
    if (readErrCode(error) !== ERR_CONSUMER_NOT_FOUND) throw toMessagingError(error, `looking for the group ${group}`);
  }
  const config = {
    durable_name: group,
    deliver_policy: from === 'all' ? DeliverPolicy.All : DeliverPolicy.New,
    replay_policy: ReplayPolicy.Instant,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    max_deliver: MAX_DELIVER,
    max_ack_pending: MAX_ACK_PENDING,
  };
  try {
    await connection.answer(manager.consumers.add(stream, config));
    return 'created';
  } catch (error) {
    throw toMessagingError(error, `making the group ${group} of ${stream}`);
  }
}
