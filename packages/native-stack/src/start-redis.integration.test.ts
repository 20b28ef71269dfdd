import { mkdtemp, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ServerHandle } from './server-process.ts';
import { type RedisOptions, startRedis } from './start-redis.ts';

let dir: string;
const running: ServerHandle[] = [];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'ballast-redis-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.kill()));
  await rm(dir, { recursive: true, force: true });
});

async function start(options: Partial<RedisOptions> = {}) {
  const server = await startRedis({ dir, ...options });
  running.push(server);
  return server;
}

/** Sends inline commands and a QUIT, and resolves with everything that was answered. */
async function talk(port: number, ...commands: string[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`${[...commands, 'QUIT'].join('\r\n')}\r\n`);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

test('without the password nothing is answered', async () => {
  const { port } = await start({ password: 'a-password' });
  expect(await talk(port, 'GET a')).toContain('-NOAUTH');
  expect(await talk(port, 'AUTH a-password', 'SET a 1', 'GET a')).toContain('$1\r\n1');
  expect((await stat(join(dir, 'redis.conf'))).mode & 0o777).toBe(0o600);
});

test('memory is bounded, and what expires soonest goes first', async () => {
  const { port } = await start();
  expect(await talk(port, 'CONFIG GET maxmemory-policy')).toContain('volatile-ttl');
  expect(await talk(port, 'CONFIG GET maxmemory')).toContain(String(128 * 1024 * 1024));
  expect(await talk(port, 'CONFIG GET appendfsync')).toContain('everysec');
});

test('what was written is there after a restart', async () => {
  const first = await start();
  await talk(first.port, 'SET kept yes');
  await first.stop();
  const second = await start({ port: first.port });
  expect(await talk(second.port, 'GET kept')).toContain('yes');
});
