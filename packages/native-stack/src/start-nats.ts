import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Durability } from './durability.ts';
import { findServerBinary } from './find-server-binary.ts';
import { assertPortFree, findFreePort } from './free-port.ts';
import { type ServerHandle, startServerProcess } from './server-process.ts';
import { isVersionAtLeast, readServerVersion } from './server-version.ts';

export interface NatsOptions {
  /** Holds the JetStream store (in `jetstream`), the configuration and the log. */
  dir: string;
  /** On 127.0.0.1; a free one when not given. */
  port?: number;
  /** HTTP monitoring on 127.0.0.1; none when not given. */
  monitorPort?: number;
  durability?: Durability;
  /** Further lines of its configuration. */
  settings?: readonly string[];
  binary?: string;
  logPath?: string;
}

export interface NatsHandle extends ServerHandle {
  readonly monitorPort?: number;
}

/** 1 MiB of message, and room for the headers that a dead letter gains: headers count against the limit. */
const NATS_MAX_PAYLOAD_BYTES = 1_310_720;

/**
 * Starts nats-server with JetStream on loopback. `full` durability syncs every write where the server can (2.10 and
 * later); an older one syncs every 60 s.
 *
 * @throws NativeStackError of any code but `data_incompatible` and `initialise_failed`.
 */
export async function startNats(options: NatsOptions): Promise<NatsHandle> {
  const dir = resolve(options.dir);
  const port = options.port ?? (await findFreePort());
  await assertPortFree(port, 'nats', 'NATS_PORT');
  if (options.monitorPort !== undefined) {
    await assertPortFree(options.monitorPort, "nats' monitor", 'NATS_MONITOR_PORT');
  }
  const binary = options.binary ?? findServerBinary('nats');
  const { version } = await readServerVersion(binary);
  const durability = options.durability ?? 'full';
  const syncAlways = durability === 'full' && isVersionAtLeast(version, '2.10.0');
  await mkdir(dir, { recursive: true });
  const configPath = join(dir, 'nats.conf');
  await writeFile(configPath, configuration(dir, port, options, syncAlways));
  const server = await startServerProcess({
    name: 'nats',
    port,
    version,
    command: binary,
    args: ['--config', configPath],
    logPath: options.logPath ?? join(dir, 'nats.log'),
    readyTimeoutMs: 60_000,
    stopTimeoutMs: 15_000,
  });
  return options.monitorPort === undefined ? server : { ...server, monitorPort: options.monitorPort };
}

// max_file_store bounds what the streams' limits may add up to, not what is on disk. Its default depends on the free
// disk space, so a stream could be refused on a full machine; the streams have limits of their own.
function configuration(dir: string, port: number, options: NatsOptions, syncAlways: boolean): string {
  const { monitorPort, settings = [] } = options;
  return [
    `listen: "127.0.0.1:${port}"`,
    ...(monitorPort === undefined ? [] : [`http: "127.0.0.1:${monitorPort}"`]),
    `max_payload: ${NATS_MAX_PAYLOAD_BYTES}`,
    'jetstream {',
    `  store_dir: ${JSON.stringify(dir)}`,
    '  max_memory_store: 67108864',
    '  max_file_store: 1099511627776',
    ...(syncAlways ? ['  sync_interval: always'] : []),
    '}',
    ...settings,
    '',
  ].join('\n');
}
