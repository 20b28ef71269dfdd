import type { JetStreamManager } from 'nats';
import { readErrCode, toMessagingError } from './client-error.ts';
import { MessagingError } from './messaging-error.ts';
import type { NatsMessaging } from './nats-messaging.ts';
import { type Difference, describeDifferences, findDifferences } from './topology-difference.ts';
import type { TopologyReport } from './topology-options.ts';

export const ERR_CONSUMER_NOT_FOUND = 10014;
export const ERR_STREAM_NOT_FOUND = 10059;
const ERR_SUBJECTS_OVERLAP = 10065;
const ERR_REPLICAS_NEED_CLUSTER = 10074;

export type Change = keyof TopologyReport;

/** A stream or a consumer, as the server should have it. */
export interface Resource {
  readonly label: string;
  readonly wanted: object;
  readonly fixedFields: ReadonlySet<string>;
  readonly notFound: readonly number[];
  readonly remedy: string;
  get(manager: JetStreamManager): Promise<object>;
  create(manager: JetStreamManager): Promise<object>;
  update(manager: JetStreamManager): Promise<object>;
}

/** Looks, makes what is missing, updates what differs, and checks the answer. */
export async function ensure(nats: NatsMessaging, resource: Resource): Promise<Change> {
  const current = await look(nats, resource);
  if (current === undefined) {
    assertKept(nats, resource, await ask(nats, resource, 'create'));
    return 'created';
  }
  const differences = findDifferences(resource.wanted, current);
  if (differences.length === 0) return 'unchanged';
  assertChangeable(resource, differences);
  assertKept(nats, resource, await ask(nats, resource, 'update'));
  return 'updated';
}

async function look(nats: NatsMessaging, resource: Resource): Promise<object | undefined> {
  try {
    return await ask(nats, resource, 'get');
  } catch (error) {
    if (resource.notFound.includes(readErrCode(error) ?? 0)) return undefined;
    throw error;
  }
}

const DOING = { get: 'looking at', create: 'making', update: 'updating' } as const;

async function ask(nats: NatsMessaging, resource: Resource, what: keyof typeof DOING): Promise<object> {
  const manager = await nats.connection.manager;
  try {
    return await nats.connection.answer(resource[what](manager));
  } catch (error) {
    throw explain(error, `${DOING[what]} ${resource.label}`);
  }
}

function explain(error: unknown, doing: string): MessagingError {
  const { message, code } = toMessagingError(error, doing);
  const number = readErrCode(error);
  if (number === ERR_SUBJECTS_OVERLAP) {
    const remedy = 'Another stream on this server has its subjects: remove that one, or set NATS_NAMESPACE.';
    return new MessagingError('topology_conflict', `${message}. ${remedy}`, { cause: error });
  }
  if (number === ERR_REPLICAS_NEED_CLUSTER) {
    const remedy = 'This server is no cluster: set NATS_REPLICAS=1.';
    return new MessagingError('topology_conflict', `${message}. ${remedy}`, { cause: error });
  }
  return new MessagingError(code, message, { cause: error });
}

function assertChangeable(resource: Resource, differences: readonly Difference[]): void {
  const fixed = differences.filter(({ field }) => resource.fixedFields.has(field));
  if (fixed.length === 0) return;
  throw new MessagingError(
    'topology_conflict',
    `${resource.label} cannot be changed in place: ${describeDifferences(fixed)}. ${resource.remedy}`,
  );
}

/** An older server drops what it does not know, and says nothing. */
function assertKept(nats: NatsMessaging, resource: Resource, kept: object): void {
  const differences = findDifferences(resource.wanted, kept);
  if (differences.length === 0) return;
  throw new MessagingError(
    'topology_mismatch',
    `nats-server ${nats.connection.nc.info?.version} did not keep ${resource.label} as it was sent: ` +
      describeDifferences(differences),
  );
}
