import type { Compose } from './compose.ts';

/** The services, each of which is a server by the same name. */
export const SERVERS = ['nats', 'nats-2', 'nats-3'] as const;
export type ServerName = (typeof SERVERS)[number];

const STREAM = 'primecheck_stream';

interface Replicated {
  readonly name: string;
  readonly cluster?: {
    readonly leader?: string;
    readonly replicas?: readonly { readonly current: boolean; readonly offline?: boolean }[];
  };
}

interface Jsz {
  readonly account_details?: readonly {
    readonly stream_detail?: readonly (Replicated & { readonly consumer_detail?: readonly Replicated[] })[];
  }[];
}

/** The server that leads the stream of the requests; `undefined` while there is none. */
export async function findLeader(compose: Compose): Promise<ServerName | undefined> {
  for (const server of SERVERS) {
    const groups = await groupsOf(compose, server).catch(() => []);
    if (groups.some(({ name, cluster }) => name === STREAM && cluster?.leader === server)) return server;
  }
  return undefined;
}

/** Whether every stream and consumer has a leader, and all its copies up to date; not while a server does not answer. */
export async function areCopiesCurrent(compose: Compose): Promise<boolean> {
  const views = await Promise.all(SERVERS.map(async (server) => ({ server, groups: await groupsOf(compose, server) })));
  const names = new Set(views.flatMap(({ groups }) => groups.map(({ name }) => name)));
  const isCurrent = (name: string) =>
    views.some(({ server, groups }) =>
      groups.some((group) => group.name === name && group.cluster?.leader === server && isComplete(group)),
    );
  return names.size > 0 && [...names].every(isCurrent);
}

/** A leader alone knows how far its followers are. */
function isComplete({ cluster }: Replicated): boolean {
  const current = (cluster?.replicas ?? []).filter((replica) => replica.current && replica.offline !== true);
  return current.length === SERVERS.length - 1;
}

async function groupsOf(compose: Compose, server: ServerName): Promise<Replicated[]> {
  const url = 'http://127.0.0.1:8222/jsz?accounts=true&streams=true&consumers=true';
  const { account_details = [] } = JSON.parse(
    await compose.compose('exec', '-T', server, 'wget', '-q', '-O', '-', url),
  ) as Jsz;
  return account_details
    .flatMap(({ stream_detail = [] }) => stream_detail)
    .flatMap(({ consumer_detail = [], ...stream }) => [
      stream,
      ...consumer_detail.map((consumer) => ({ ...consumer, name: `${stream.name}/${consumer.name}` })),
    ]);
}
