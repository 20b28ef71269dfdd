import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findFreePort, type NatsHandle, startNats } from '@ballast/native-stack';

/** A NATS server that a test may end, and start again with its store or without it. */
export interface OwnNatsServer {
  readonly port: number;
  readonly servers: readonly string[];
  start(): Promise<void>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Deletes everything it has stored; it has to be ended before. */
  forget(): Promise<void>;
  close(): Promise<void>;
}

/** Prepares a server on a free port; it does not run before `start`. */
export async function createOwnNatsServer(): Promise<OwnNatsServer> {
  const dir = await mkdtemp(join(tmpdir(), 'ballast-nats-'));
  const port = await findFreePort();
  let running: NatsHandle | undefined;
  return {
    port,
    servers: [`127.0.0.1:${port}`],
    start: async () => {
      running ??= await startNats({ dir, port, durability: 'relaxed' });
    },
    kill: async () => {
      await running?.kill();
      running = undefined;
    },
    forget: () => rm(join(dir, 'jetstream'), { recursive: true, force: true }),
    close: async () => {
      await running?.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
