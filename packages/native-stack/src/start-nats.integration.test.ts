import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findFreePort } from './free-port.ts';
import type { ServerHandle } from './server-process.ts';
import { isVersionAtLeast } from './server-version.ts';
import { type NatsOptions, startNats } from './start-nats.ts';

let dir: string;
const running: ServerHandle[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-nats-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()));
  await rm(dir, { recursive: true, force: true });
});

async function start(options: Partial<NatsOptions> = {}) {
  const server = await startNats({ dir, ...options });
  running.push(server);
  return server;
}

async function readInfo(port: number): Promise<Record<string, unknown>> {
  const socket = connect(port, '127.0.0.1');
  try {
    for await (const chunk of socket) return JSON.parse(String(chunk).replace(/^INFO /, ''));
    throw new Error('no INFO');
  } finally {
    socket.destroy();
  }
}

test('JetStream is on, and a message of 1 MiB has room for headers', async () => {
  const server = await start();
  expect(await readInfo(server.port)).toMatchObject({
    jetstream: true,
    max_payload: 1_310_720,
    version: server.version,
    host: '127.0.0.1',
  });
});

test('every write is synced where the server can, and only when its data is to be kept', async () => {
  const syncs = async () => /sync_interval: always/.test(await readFile(join(dir, 'nats.conf'), 'utf8'));
  const server = await start();
  expect(await syncs()).toBe(isVersionAtLeast(server.version, '2.10'));
  await server.stop();
  await start({ durability: 'relaxed' });
  expect(await syncs()).toBe(false);
});

test('the monitor answers when it has a port', async () => {
  const monitorPort = await findFreePort();
  await start({ monitorPort });
  const response = await fetch(`http://127.0.0.1:${monitorPort}/healthz`);
  expect(await response.json()).toMatchObject({ status: 'ok' });
});
