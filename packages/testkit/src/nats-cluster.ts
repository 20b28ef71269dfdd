import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Durability, findFreePort, isVersionAtLeast, type NatsHandle, startNats } from '@ballast/native-stack';
import { type ClusterView, viewOf } from './nats-cluster-view.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';

const SIZE = 3;
/** An election may take up to 9 s, and the streams' own begin when the cluster's is over. */
const SETTLING = { timeoutMs: 60_000, everyMs: 100 };

/** One server of a cluster: always on the same ports, by the same name. */
export interface NatsNode {
  readonly name: string;
  /** `host:port` for clients */
  readonly address: string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Removes everything that it has stored; only while it is down. */
  wipe(): Promise<void>;
  /** No byte goes between it and the others any more, and no connection breaks; its clients keep it. */
  cutOff(): void;
  heal(): void;
  /** What it knows of the cluster, and holds itself. Throws while it is down. */
  view(): Promise<ClusterView>;
}

export interface NatsCluster {
  /** `host:port` of each, for NATS_SERVERS. */
  readonly servers: readonly string[];
  readonly nodes: readonly NatsNode[];
  /**
   * Whether everything can be waited for: servers before 2.10 leave the last entries of what is idle unread until the next one
   * comes, and those before 2.11 may hold a message back for ten minutes when a leader was lost.
   */
  readonly isSound: boolean;
  /** Waits for a stream to have a leader that its own server knows of; by the stream's name, without the namespace. */
  leaderOf(stream: string): Promise<NatsNode>;
  /** Waits for every copy of the streams and consumers of such a name to be up to date, as their leaders see it. */
  untilCurrent(name?: RegExp): Promise<void>;
  /** Waits for the servers to say, each of what it holds itself, the same: so nothing may be on its way. */
  untilAlike(): Promise<void>;
  close(): Promise<void>;
}

/** Three servers on loopback, each pair joined through proxies of our own, so that a network between them can be broken. */
export async function startNatsCluster(options: { durability?: Durability } = {}): Promise<NatsCluster> {
  const dir = await mkdtemp(join(tmpdir(), 'ballast-cluster-'));
  const routePorts = await Promise.all(Array.from({ length: SIZE }, () => findFreePort()));
  const links = await Promise.all(
    pairs().map(async ([from, to]) => ({
      from,
      to,
      proxy: await startTcpProxy({ host: '127.0.0.1', port: routePorts[to] ?? 0 }),
    })),
  );
  const proxiesOf = (index: number, ends: readonly ('from' | 'to')[]) =>
    links.filter((link) => ends.some((end) => link[end] === index)).map(({ proxy }) => proxy);
  const nodes = await Promise.all(
    routePorts.map(async (routePort, index) =>
      createNode({
        name: `n${index + 1}`,
        dir: join(dir, `n${index + 1}`),
        port: await findFreePort(),
        monitorPort: await findFreePort(),
        routePort,
        routes: proxiesOf(index, ['from']),
        links: proxiesOf(index, ['from', 'to']),
        ...options,
      }),
    ),
  );
  const close = async () => {
    await Promise.all(links.map(({ proxy }) => proxy.close()));
    await Promise.all(nodes.map((node) => node.kill()));
    await rm(dir, { recursive: true, force: true });
  };
  let isSound: boolean;
  try {
    await Promise.all(nodes.map((node) => node.start()));
    const led = await until(async () => ledBy(await nodes[0]?.view()), {
      ...SETTLING,
      what: 'the cluster has a leader',
    });
    isSound = isVersionAtLeast(led.version, '2.11.0');
  } catch (error) {
    await close();
    throw error;
  }
  return {
    servers: nodes.map(({ address }) => address),
    nodes,
    isSound,
    leaderOf: (stream) =>
      until(() => findLeader(nodes, stream), { ...SETTLING, what: `${stream} has a leader` }) as Promise<NatsNode>,
    untilCurrent: (name = /./) => untilNone(nodes, (views) => findLagging(views, name)),
    untilAlike: () => untilNone(nodes, findDiffering),
    close,
  };
}

function ledBy(view: ClusterView | undefined): ClusterView | undefined {
  return view?.leader === '' ? undefined : view;
}

function pairs(): [number, number][] {
  const all = Array.from({ length: SIZE }, (_, index) => index);
  return all.flatMap((from) => all.filter((to) => to !== from).map((to): [number, number] => [from, to]));
}

interface NodeParts {
  readonly name: string;
  readonly dir: string;
  readonly port: number;
  readonly monitorPort: number;
  readonly routePort: number;
  /** By which it goes to the others. */
  readonly routes: readonly TcpProxy[];
  /** All that lead to it or from it. */
  readonly links: readonly TcpProxy[];
  readonly durability?: Durability;
}

function createNode(parts: NodeParts): NatsNode {
  const { name, dir, port, monitorPort, links, durability } = parts;
  let server: NatsHandle | undefined;
  return {
    name,
    address: `127.0.0.1:${port}`,
    start: async () => {
      server = await startNats({ dir, port, monitorPort, settings: placeOf(parts), ...(durability && { durability }) });
    },
    kill: async () => {
      await server?.kill();
      server = undefined;
    },
    wipe: () => rm(join(dir, 'jetstream'), { recursive: true, force: true }),
    cutOff: () => {
      for (const link of links) link.pause();
    },
    heal: () => {
      for (const link of links) link.resume();
    },
    view: () => viewOf(monitorPort),
  };
}

// Servers tell each other of those they know. What they tell leads nowhere, so that each goes by its own list alone, and
// nobody comes round the proxies in it.
function placeOf({ name, routePort, routes }: NodeParts): string[] {
  return [
    `server_name: ${name}`,
    'cluster {',
    '  name: ballast',
    `  listen: "127.0.0.1:${routePort}"`,
    '  advertise: "127.0.0.1:1"',
    '  no_advertise: true',
    `  routes: [${routes.map(({ port }) => `"nats-route://127.0.0.1:${port}"`).join(', ')}]`,
    '}',
  ];
}

async function findLeader(nodes: readonly NatsNode[], stream: string): Promise<NatsNode | undefined> {
  for (const node of nodes) {
    const view = await node.view().catch(() => undefined);
    const isLeader = view?.groups.some(({ name, leader }) => name.endsWith(stream) && leader === node.name);
    if (isLeader === true) return node;
  }
  return undefined;
}

/** Waits until nothing is found in what the servers say; throws with what was found last. */
async function untilNone(
  nodes: readonly NatsNode[],
  find: (views: readonly ClusterView[]) => string | undefined,
): Promise<void> {
  let found: string | undefined;
  const ask = async () => {
    found = find(await Promise.all(nodes.map((node) => node.view())));
    return found === undefined;
  };
  await until(ask, { ...SETTLING, what: 'the servers hold the same' }).catch((error: unknown) => {
    throw new Error(`the servers do not hold the same: ${found}`, { cause: error });
  });
}

function findLagging(views: readonly ClusterView[], wanted: RegExp): string | undefined {
  const all = views.flatMap(({ groups }) => groups.map(({ name }) => name));
  const names = new Set(all.filter((name) => wanted.test(name)));
  if (names.size === 0) return 'there are no streams';
  for (const name of names) {
    const led = views.flatMap(({ server, groups }) =>
      groups.filter((group) => group.name === name && group.leader === server),
    );
    if (led.length !== 1) return `${name} has ${led.length} leaders`;
    const [one] = led;
    if (one?.currentFollowers !== SIZE - 1) return `${name}, led by ${one?.leader}: ${one?.followers}`;
  }
  return undefined;
}

function findDiffering(views: readonly ClusterView[]): string | undefined {
  const versions = new Map<string, string[]>();
  for (const { groups } of views) {
    for (const { name, holds } of groups) versions.set(name, [...(versions.get(name) ?? []), holds]);
  }
  for (const [name, held] of versions) {
    if (held.length !== SIZE || new Set(held).size > 1) return `${name}: ${held.join(' / ')}`;
  }
  return versions.size === 0 ? 'there are no streams' : undefined;
}
