import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Durability } from './durability.ts';
import { findServerBinary } from './find-server-binary.ts';
import { assertPortFree, findFreePort } from './free-port.ts';
import { type ServerHandle, startServerProcess } from './server-process.ts';
import { readServerVersion } from './server-version.ts';

export interface RedisOptions {
  /** Holds the append-only file, the configuration (mode 600) and the log. */
  dir: string;
  /** On 127.0.0.1; a free one when not given. */
  port?: number;
  /** None when not given. */
  password?: string;
  /** `relaxed` keeps nothing on disk at all. */
  durability?: Durability;
  /** Further lines of its configuration. */
  settings?: readonly string[];
  binary?: string;
  logPath?: string;
}

/**
 * Starts redis-server on loopback: append-only file synced every second, at most 128 MiB, and when that is full the keys
 * nearest to their expiry go first (rate limits always expire; a write is never refused for want of memory).
 *
 * @throws NativeStackError of any code but `data_incompatible` and `initialise_failed`.
 */
export async function startRedis(options: RedisOptions): Promise<ServerHandle> {
  const dir = resolve(options.dir);
  const port = options.port ?? (await findFreePort());
  await assertPortFree(port, 'redis', 'REDIS_PORT');
  const binary = options.binary ?? findServerBinary('redis');
  const { version } = await readServerVersion(binary);
  await mkdir(dir, { recursive: true });
  const configPath = join(dir, 'redis.conf');
  await writeFile(configPath, configuration(dir, port, options), { mode: 0o600 });
  return startServerProcess({
    name: 'redis',
    port,
    version,
    command: binary,
    args: [configPath],
    logPath: options.logPath ?? join(dir, 'redis.log'),
    readyTimeoutMs: 30_000,
    stopTimeoutMs: 10_000,
  });
}

function configuration(dir: string, port: number, options: RedisOptions): string {
  const keepsData = (options.durability ?? 'full') === 'full';
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'daemonize no',
    `dir ${JSON.stringify(dir)}`,
    `appendonly ${keepsData ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'save ""',
    'maxmemory 128mb',
    'maxmemory-policy volatile-ttl',
    ...(options.password === undefined ? [] : [`requirepass ${JSON.stringify(options.password)}`]),
    ...(options.settings ?? []),
    '',
  ].join('\n');
}
