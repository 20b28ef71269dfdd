import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { NativeStackError } from './errors.ts';

export type ServerBinary =
  | 'mysql'
  | 'nats'
  | 'redis'
  | 'prometheus'
  | 'alertmanager'
  | 'mysql-exporter'
  | 'redis-exporter'
  | 'node-exporter';

const FILE_NAMES: Record<ServerBinary, readonly string[]> = {
  mysql: ['mysqld', 'mariadbd'],
  nats: ['nats-server'],
  redis: ['redis-server'],
  prometheus: ['prometheus'],
  // Debian's names, then those of the projects' own releases.
  alertmanager: ['prometheus-alertmanager', 'alertmanager'],
  'mysql-exporter': ['prometheus-mysqld-exporter', 'mysqld_exporter'],
  'redis-exporter': ['prometheus-redis-exporter', 'redis_exporter'],
  'node-exporter': ['prometheus-node-exporter', 'node_exporter'],
};

/** Debian packages that bring each server. */
const DEBIAN_PACKAGE: Record<ServerBinary, string> = {
  mysql: 'mariadb-server-core',
  nats: 'nats-server',
  redis: 'redis-server',
  prometheus: 'prometheus',
  alertmanager: 'prometheus-alertmanager',
  'mysql-exporter': 'prometheus-mysqld-exporter',
  'redis-exporter': 'prometheus-redis-exporter',
  'node-exporter': 'prometheus-node-exporter',
};

/**
 * The path of a server's binary: in `$BALLAST_SERVERS` (or its `bin`), then on the PATH, then where Debian puts servers,
 * which is not on every user's PATH.
 *
 * @throws NativeStackError `binary_missing`, naming the package that has it.
 */
export function findServerBinary(name: ServerBinary, env: NodeJS.ProcessEnv = process.env): string {
  const found = findExecutable(FILE_NAMES[name], env);
  if (found !== undefined) return found;
  throw new NativeStackError(
    'binary_missing',
    `${FILE_NAMES[name].join(' or ')} was not found in $BALLAST_SERVERS or on the PATH: ` +
      `install it (apt-get install ${DEBIAN_PACKAGE[name]}), or set BALLAST_SERVERS to a folder that has it.`,
  );
}

/** The first of `fileNames` that is an executable file, folder by folder in the order of `findServerBinary`. */
export function findExecutable(fileNames: readonly string[], env: NodeJS.ProcessEnv = process.env): string | undefined {
  for (const folder of foldersToSearch(env)) {
    for (const fileName of fileNames) {
      const path = join(folder, fileName);
      if (isExecutableFile(path)) return path;
    }
  }
  return undefined;
}

function foldersToSearch(env: NodeJS.ProcessEnv): string[] {
  const own = env.BALLAST_SERVERS;
  return [
    ...(own ? [resolve(own, 'bin'), resolve(own)] : []),
    ...(env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
    '/usr/local/sbin',
    '/usr/sbin',
    '/sbin',
  ];
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
