import type { StreamConfig } from 'nats';
import { type Change, ERR_CONSUMER_NOT_FOUND, ERR_STREAM_NOT_FOUND, ensure } from './ensure-resource.ts';
import type { Messaging } from './messaging.ts';
import { MessagingError, type MessagingErrorCode } from './messaging-error.ts';
import { type NatsMessaging, natsOf } from './nats-messaging.ts';
import { wantedConsumerConfig, wantedStreamConfig } from './topology-config.ts';
import { STREAMS, type StreamSpec } from './topology-data.ts';
import type { TopologyOptions, TopologyReport } from './topology-options.ts';

const OLDEST_SERVER = [2, 9] as const;
/** No server changes these in place, or not without harm to what is stored. */
const FIXED_STREAM_FIELDS = new Set(['storage', 'retention']);
const OWN_FAULTS: ReadonlySet<MessagingErrorCode> = new Set(['topology_conflict', 'topology_mismatch', 'rejected']);
const FIXED_CONSUMER_FIELDS = new Set(['durable_name', 'deliver_policy', 'replay_policy', 'ack_policy']);

/**
 * Makes the streams and consumers of the contract what they should be: looks, makes what is missing, updates what
 * differs, and checks in the server's answer that it kept what it was sent. Never deletes anything. Doing it again and
 * again, and from several places at once, is fine. What is wrong with one stream keeps no other from being looked after.
 *
 * Throws MessagingError: `topology_conflict` when something exists with a setting that cannot be changed in place,
 * `topology_mismatch` when the server does not keep a setting, or what the connection throws.
 */
export async function ensureTopology(messaging: Messaging, options: TopologyOptions): Promise<TopologyReport> {
  const nats = natsOf(messaging);
  nats.connection.assertConnected();
  assertServerVersion(nats);
  const report: TopologyReport = { created: [], updated: [], unchanged: [] };
  const faults: MessagingError[] = [];
  for (const spec of STREAMS) {
    try {
      await ensureOne(nats, spec, options, report);
    } catch (error) {
      if (!isOwnFault(error)) throw error;
      faults.push(error);
    }
  }
  if (faults[0] !== undefined) throw faults[0];
  return report;
}

async function ensureOne(
  nats: NatsMessaging,
  spec: StreamSpec,
  options: TopologyOptions,
  report: TopologyReport,
): Promise<void> {
  const what = await ensureStream(nats, spec, options);
  report[what].push(spec.name);
  if (what === 'created') nats.streamDates.forget(spec.name);
  report[await ensureConsumer(nats, spec, options)].push(`${spec.name}/${spec.consumer.durable}`);
}

/** Whether it is about this one stream, and not about the server or the way to it. */
function isOwnFault(error: unknown): error is MessagingError {
  return error instanceof MessagingError && OWN_FAULTS.has(error.code);
}

function ensureStream(nats: NatsMessaging, spec: StreamSpec, options: TopologyOptions): Promise<Change> {
  const name = nats.namespace.stream(spec.name);
  const wanted: Partial<StreamConfig> = wantedStreamConfig(spec, nats.namespace, options);
  return ensure(nats, {
    label: `the stream ${name}`,
    wanted,
    fixedFields: FIXED_STREAM_FIELDS,
    notFound: [ERR_STREAM_NOT_FOUND],
    remedy:
      `Let its consumers finish, then delete it (nats stream rm ${name}): it is made anew, and what was in it is ` +
      'published again from the database.',
    get: async (manager) => (await manager.streams.info(name)).config,
    create: async (manager) => (await manager.streams.add({ ...wanted, name })).config,
    update: async (manager) => (await manager.streams.update(name, wanted)).config,
  });
}

function ensureConsumer(nats: NatsMessaging, spec: StreamSpec, options: TopologyOptions): Promise<Change> {
  const stream = nats.namespace.stream(spec.name);
  const { durable } = spec.consumer;
  const wanted = wantedConsumerConfig(spec, options);
  return ensure(nats, {
    label: `the consumer ${durable} of ${stream}`,
    wanted,
    fixedFields: FIXED_CONSUMER_FIELDS,
    notFound: [ERR_CONSUMER_NOT_FOUND, ERR_STREAM_NOT_FOUND],
    remedy: `Stop its processes, then delete it (nats consumer rm ${stream} ${durable}): it is made anew.`,
    get: async (manager) => (await manager.consumers.info(stream, durable)).config,
    create: async (manager) => (await manager.consumers.add(stream, wanted)).config,
    update: async (manager) => (await manager.consumers.update(stream, durable, wanted)).config,
  });
}

function assertServerVersion(nats: NatsMessaging): void {
  const version = nats.connection.nc.info?.version ?? '0.0.0';
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isNewEnough = major > OLDEST_SERVER[0] || (major === OLDEST_SERVER[0] && minor >= OLDEST_SERVER[1]);
  if (isNewEnough) return;
  throw new MessagingError(
    'rejected',
    `nats-server ${version} is too old: ${OLDEST_SERVER.join('.')} or later is needed`,
  );
}
