import type { StreamInfo } from 'nats';
import { toMessagingError } from './client-error.ts';
import { lookAtStream } from './inspect-streams.ts';
import type { Messaging } from './messaging.ts';
import { type NatsMessaging, natsOf } from './nats-messaging.ts';
import { STREAMS } from './topology-data.ts';

/** How much of its limits a stream has used up, and what its consumer has to do. */
export interface StreamFill {
  readonly messages: number;
  readonly bytes: number;
  /** Of the nearest limit: 1 is full. 0 for a stream without limits. */
  readonly usage: number;
  /** When the oldest message was stored; `undefined` for an empty stream. */
  readonly oldestAt: Date | undefined;
}

/** A stream of the topology, and its consumer. */
export interface OwnStream extends StreamFill {
  readonly name: string;
  /** Messages that it has taken in its life. */
  readonly lastSeq: number;
  readonly consumer: ConsumerFill | undefined;
}

/** What a consumer has before it. */
export interface ConsumerFill {
  readonly name: string;
  readonly pending: number;
  readonly inFlight: number;
  readonly redelivered: number;
  readonly waitingPulls: number;
}

/** How full the broker is. */
export interface BrokerSurvey {
  /** Those of the topology that are there. */
  readonly own: readonly OwnStream[];
  /** All others together, other environments' among them; of very many, some. */
  readonly others: StreamFill;
}

/** A page has 256 streams: whoever makes more of them than this does not slow us down. */
const MAX_PAGES = 4;

/** Looks at all streams of the account. Throws MessagingError: `unavailable`, `timeout` or `closed`. */
export async function surveyBroker(messaging: Messaging): Promise<BrokerSurvey> {
  const nats = natsOf(messaging);
  const [own, others] = await Promise.all([surveyOwn(nats), surveyOthers(nats)]);
  return { own, others };
}

async function surveyOwn(nats: NatsMessaging): Promise<OwnStream[]> {
  const found = await Promise.all(STREAMS.map(async (spec) => ({ spec, found: await lookAtStream(nats, spec) })));
  return found.flatMap(({ spec, found }) => {
    if (found === undefined) return [];
    const { stream, consumer } = found;
    const fill = consumer && {
      name: consumer.name,
      pending: consumer.num_pending,
      inFlight: consumer.num_ack_pending,
      redelivered: consumer.num_redelivered,
      waitingPulls: consumer.num_waiting,
    };
    return [{ name: spec.name, ...fillOf(stream), lastSeq: stream.state.last_seq, consumer: fill }];
  });
}

async function surveyOthers(nats: NatsMessaging): Promise<StreamFill> {
  const own = new Set(STREAMS.map(({ name }) => nats.namespace.stream(name)));
  const fills: StreamFill[] = [];
  nats.connection.assertConnected();
  try {
    const pages = (await nats.connection.manager).streams.list();
    for (let nth = 0; nth < MAX_PAGES; nth += 1) {
      const page = await nats.connection.answer(pages.next());
      if (page.length === 0) break;
      fills.push(...page.filter(({ config }) => !own.has(config.name)).map(fillOf));
    }
  } catch (error) {
    throw toMessagingError(error, 'asking about the streams');
  }
  const oldest = fills.flatMap(({ oldestAt }) => (oldestAt === undefined ? [] : [oldestAt.getTime()]));
  return {
    messages: fills.reduce((sum, { messages }) => sum + messages, 0),
    bytes: fills.reduce((sum, { bytes }) => sum + bytes, 0),
    usage: Math.max(0, ...fills.map(({ usage }) => usage)),
    oldestAt: oldest.length === 0 ? undefined : new Date(Math.min(...oldest)),
  };
}

function fillOf({ config, state }: StreamInfo): StreamFill {
  const share = (used: number, limit: number) => (limit > 0 ? used / limit : 0);
  return {
    messages: state.messages,
    bytes: state.bytes,
    usage: Math.max(share(state.messages, config.max_msgs), share(state.bytes, config.max_bytes)),
    oldestAt: state.messages === 0 ? undefined : new Date(String(state.first_ts)),
  };
}
