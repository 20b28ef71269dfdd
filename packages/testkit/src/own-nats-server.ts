import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, type ServerHandle, startNats } from '@ballast/native-stack';

/** A nats-server for a test that stops, kills or empties it: always on the same port. */
export interface OwnNatsServer {
  readonly address: string;
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Removes everything it has stored; only while it is stopped. */
  wipe(): Promise<void>;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

export async function createOwnNatsServer(options: { started: boolean }): Promise<OwnNatsServer> {
  const dir = await mkdtemp(join(tmpdir(), 'ballast-nats-'));
  const port = await findFreePort();
  let server: ServerHandle | undefined;
  const end = async (how: 'stop' | 'kill') => {
    await server?.[how]();
    server = undefined;
  };
  const own: OwnNatsServer = {
    address: `127.0.0.1:${port}`,
    port,
    start: async () => {
      server ??= await startNats({ dir: join(dir, 'nats'), port, durability: 'relaxed' });
    },
    stop: () => end('stop'),
    kill: () => end('kill'),
    wipe: () => rm(join(dir, 'nats', 'jetstream'), { recursive: true, force: true }),
    remove: async () => {
      await end('kill');
      await rm(dir, { recursive: true, force: true });
    },
  };
  if (options.started) await own.start();
  return own;
}
