import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { findServerBinary } from './find-server-binary.ts';
import { assertPortFree, findFreePort } from './free-port.ts';
import { type ServerHandle, startServerProcess } from './server-process.ts';

interface ToolOptions {
  /** Holds what it keeps, and its log. */
  readonly dir: string;
  /** On 127.0.0.1; a free one when not given. */
  readonly port?: number;
  readonly logPath?: string;
}

export interface AlertmanagerOptions extends ToolOptions {
  readonly configPath: string;
  /** As people reach it: the links in its messages begin so. */
  readonly externalUrl?: string;
}

/**
 * Starts Alertmanager on loopback, alone: it looks for no others of its kind. `POST /-/reload` reads the configuration again.
 *
 * @throws NativeStackError of any code but `data_incompatible` and `initialise_failed`; so do the exporters.
 */
export function startAlertmanager(options: AlertmanagerOptions): Promise<ServerHandle> {
  const { configPath, externalUrl } = options;
  return startTool('alertmanager', 'ALERTMANAGER_PORT', options, (dir, port) => [
    `--config.file=${resolve(configPath)}`,
    `--storage.path=${join(dir, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
    '--cluster.listen-address=',
    ...(externalUrl === undefined ? [] : [`--web.external-url=${externalUrl}`]),
  ]);
}

export interface ServerAccount {
  readonly port: number;
  readonly user?: string;
  readonly password: string;
}

/** Starts the exporter of MySQL on loopback: the server's status and variables, which an account without any grant may read. */
export async function startMysqlExporter(
  options: ToolOptions & { readonly server: ServerAccount },
): Promise<ServerHandle> {
  const { port, user = 'root', password } = options.server;
  const path = await writeSecret(
    options.dir,
    'client.cnf',
    `[client]\nhost=127.0.0.1\nport=${port}\nuser=${user}\npassword=${password}\n`,
  );
  const off = [
    'slave_status',
    'info_schema.innodb_cmp',
    'info_schema.innodb_cmpmem',
    'info_schema.query_response_time',
  ];
  return startTool('mysql-exporter', 'MYSQL_EXPORTER_PORT', options, (_, own) => [
    `--web.listen-address=127.0.0.1:${own}`,
    `--config.my-cnf=${path}`,
    '--collect.global_status',
    '--collect.global_variables',
    ...off.map((collector) => `--no-collect.${collector}`),
  ]);
}

/** Starts the exporter of Redis on loopback. */
export async function startRedisExporter(
  options: ToolOptions & { readonly server: ServerAccount },
): Promise<ServerHandle> {
  const { port, password } = options.server;
  const address = `redis://127.0.0.1:${port}`;
  const path = await writeSecret(options.dir, 'passwords.json', JSON.stringify({ [address]: password }));
  return startTool('redis-exporter', 'REDIS_EXPORTER_PORT', options, (_, own) => [
    `-web.listen-address=127.0.0.1:${own}`,
    `-redis.addr=${address}`,
    `-redis.password-file=${path}`,
  ]);
}

/** Starts the exporter of the machine on loopback: its file systems, processor, memory and network. */
export function startNodeExporter(options: ToolOptions): Promise<ServerHandle> {
  const on = ['cpu', 'diskstats', 'filesystem', 'loadavg', 'meminfo', 'netdev'];
  return startTool('node-exporter', 'NODE_EXPORTER_PORT', options, (_, port) => [
    `--web.listen-address=127.0.0.1:${port}`,
    '--collector.disable-defaults',
    ...on.map((collector) => `--collector.${collector}`),
  ]);
}

type ToolName = 'alertmanager' | 'mysql-exporter' | 'redis-exporter' | 'node-exporter';

async function startTool(
  name: ToolName,
  portVariable: string,
  options: ToolOptions,
  flags: (dir: string, port: number) => readonly string[],
): Promise<ServerHandle> {
  const dir = resolve(options.dir);
  const port = options.port ?? (await findFreePort());
  await assertPortFree(port, name, portVariable);
  await mkdir(dir, { recursive: true });
  return startServerProcess({
    name,
    port,
    // Each prints its version in a way of its own, and nobody asks for it.
    version: 'unknown',
    command: findServerBinary(name),
    args: flags(dir, port),
    logPath: options.logPath ?? join(dir, `${name}.log`),
    readyTimeoutMs: 30_000,
    stopTimeoutMs: 10_000,
  });
}

/** A file that only its owner reads. @returns its path */
async function writeSecret(dir: string, name: string, text: string): Promise<string> {
  await mkdir(resolve(dir), { recursive: true });
  const path = join(resolve(dir), name);
  await writeFile(path, text, { mode: 0o600 });
  return path;
}
