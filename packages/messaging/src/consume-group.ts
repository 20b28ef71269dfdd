import { EVENT_GROUP, eventStreamName, groupEventSubject } from '@ballast/contracts';
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from '@ballast/reliability';
import { boundAttemptLog } from './bounded-attempt-log.ts';
import { BROKER_DEPENDENCY, BrokerAttemptLog } from './broker-attempt-log.ts';
import type { Consumer } from './consumer-options.ts';
import type { GroupOptions } from './group-options.ts';
import { GroupProcessor } from './group-processor.ts';
import { ensureGroup } from './groups.ts';
import type { Make } from './incarnation-source.ts';
import type { Messaging } from './messaging.ts';
import { MessagingError } from './messaging-error.ts';
import { natsOf } from './nats-messaging.ts';
import { PullConsumer } from './pull-consumer.ts';
import { Settlement } from './settlement.ts';
import { SoloGate } from './solo-gate.ts';

/** What the columns of letters and of the outbox hold. */
const MAX_SUBJECT_LENGTH = 255;
const GROUP_POLICY: RetryPolicy = { ...DEFAULT_RETRY_POLICY, maxAttempts: 5 };

/**
 * Joins a group of a stream of events; returns at once. The group is made where it is not there, and again after a broker lost
 * it: it then begins with all that the stream holds. A stream that is not there is waited for, since the hub makes it.
 * Outcomes, attempts, breakers and dead letters are as with `startConsumer`; the letters lie at `dlq.events`.
 *
 * @throws RangeError for a group's name that no consumer may have, and for handlers of another stream or of the same type, and
 * for names that are together too long for a subject
 */
export function consumeGroup(messaging: Messaging, options: GroupOptions): Consumer {
  assertUsable(options);
  const nats = natsOf(messaging);
  const { stream, group, policy = GROUP_POLICY, worker, probe } = options;
  const attempts = boundAttemptLog(options.attempts ?? new BrokerAttemptLog(nats, stream));
  const pulling = {
    ...options,
    consumer: { stream: eventStreamName(stream), durable: group },
    // A process may be in a group of the same name for several streams.
    label: `${group}@${stream}`,
    make: makeGroup(messaging, options),
    dependencies: [...(options.dependencies ?? []), ...(options.attempts === undefined ? [BROKER_DEPENDENCY] : [])],
    ...(probe === undefined ? {} : { probe: probeOf(messaging, probe) }),
  };
  return new PullConsumer(nats, pulling, (parts) => {
    const settlement = new Settlement({ nats, attempts, policy, durable: group, worker, ...parts });
    const own = { ...parts, attempts, settlement, gate: new SoloGate() };
    return new GroupProcessor({ ...options, consumer: pulling.consumer, policy }, own);
  });
}

function makeGroup(messaging: Messaging, { stream, group, from = 'all', ackWaitMs }: GroupOptions): Make {
  let begin = from;
  return async (wasThere) => {
    try {
      await ensureGroup(messaging, stream, group, wasThere ? 'all' : begin, ackWaitMs);
    } catch (error) {
      // All that will be in a stream that is not there yet is new.
      if (error instanceof MessagingError && error.code === 'no_stream') begin = 'all';
      throw error;
    }
  };
}

/** The owner of a group need not know where its attempts are kept. */
function probeOf(messaging: Messaging, probe: (dependency: string) => Promise<void>) {
  return (dependency: string) => (dependency === BROKER_DEPENDENCY ? messaging.ping() : probe(dependency));
}

function assertUsable({ stream, group, handlers }: GroupOptions): void {
  if (!EVENT_GROUP.test(group)) {
    throw new RangeError(`"${group}" is no group: 1 to 64 letters, digits, _ and - are`);
  }
  if (handlers.length === 0) throw new RangeError(`the group ${group} of ${stream} has no handler`);
  const types = new Set<string>();
  for (const { contract } of handlers) {
    const { type } = contract;
    if (contract.stream !== stream) throw new RangeError(`${type} lies in ${contract.stream}, not in ${stream}`);
    if (types.has(type)) throw new RangeError(`${type} has two handlers`);
    types.add(type);
    // A letter of it carries its subject in full, and the outbox brings it back by that.
    const { length } = groupEventSubject(contract.subject, group);
    if (length > MAX_SUBJECT_LENGTH) throw new RangeError(`${type} for ${group} has a subject of ${length} characters`);
  }
}
