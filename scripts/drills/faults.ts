import { setTimeout as pause } from 'node:timers/promises';
import type { Compose } from './compose.ts';
import { findLeader, SERVERS, type ServerName } from './nats-servers.ts';

const DOWN_MS = 5_000;
/** Longer than the servers need to notice and to elect, and than clients stay with one that does not answer. */
const CUT_OFF_MS = 25_000;

export interface Fault {
  readonly name: string;
  /** Breaks something, and resolves when it is broken, with what repairs it. */
  strike(compose: Compose): Promise<() => Promise<unknown>>;
}

export const FAULTS: readonly Fault[] = [
  {
    name: 'the leader is killed',
    strike: async (compose) => {
      const leader = await leaderOf(compose);
      await compose.compose('kill', leader);
      return async () => {
        await pause(DOWN_MS);
        await compose.compose('start', leader);
      };
    },
  },
  {
    name: `the leader is cut off for ${CUT_OFF_MS / 1000} s`,
    strike: async (compose) => {
      const leader = await leaderOf(compose);
      const container = await compose.container(leader);
      const network = `${compose.project}_internal`;
      await compose.docker('network', 'disconnect', network, container);
      return async () => {
        await pause(CUT_OFF_MS);
        await compose.docker('network', 'connect', '--alias', leader, network, container);
      };
    },
  },
  {
    name: "the leader's disk is lost",
    strike: async (compose) => {
      const leader = await leaderOf(compose);
      await compose.compose('kill', leader);
      return async () => {
        await compose.compose('rm', '-f', leader);
        await compose.docker('volume', 'rm', `${compose.project}_${volumeOf(leader)}`);
        await compose.compose('up', '-d', '--no-deps', '--no-recreate', leader);
      };
    },
  },
  {
    name: 'all three are killed at once',
    strike: async (compose) => {
      await compose.compose('kill', ...SERVERS);
      return () => compose.compose('start', ...SERVERS);
    },
  },
];

async function leaderOf(compose: Compose): Promise<ServerName> {
  const leader = await findLeader(compose);
  if (leader === undefined) throw new Error('no server leads the stream of the requests');
  return leader;
}

function volumeOf(server: ServerName): string {
  return server === 'nats' ? 'nats-1' : server;
}
