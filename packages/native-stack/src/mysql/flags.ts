import { dirname, join } from 'node:path';
import type { Durability } from '../durability.ts';

export type MysqlFlavour = 'mariadb' | 'mysql';

/** MySQL and MariaDB ship the same binary name; only `--version` tells which one it is. */
export function flavourOf(versionLine: string): MysqlFlavour {
  return /mariadb/i.test(versionLine) ? 'mariadb' : 'mysql';
}

/**
 * Where a server keeps its temporary tables. One of its own: MariaDB deletes what looks like left-over temporary tables when
 * it starts, and in the system's folder these may be another server's, in use.
 */
export function temporaryFolder(dataDir: string): string {
  return join(dirname(dataDir), 'tmp');
}

/** Flags for making the data folder as well as for running on it; `--no-defaults` counts only as the first one. */
export function baseFlags(flavour: MysqlFlavour, dataDir: string): string[] {
  return [
    '--no-defaults',
    ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    // Debian's build insists on /var/lib/mysql-files otherwise, and its X plugin on a second port.
    ...(flavour === 'mysql' ? ['--secure-file-priv=', '--mysqlx=OFF'] : []),
    `--datadir=${dataDir}`,
    `--tmpdir=${temporaryFolder(dataDir)}`,
  ];
}

export interface RunFlagsInput {
  flavour: MysqlFlavour;
  dataDir: string;
  port: number;
  initFile: string;
  durability: Durability;
}

export function runFlags(input: RunFlagsInput): string[] {
  return [
    ...baseFlags(input.flavour, input.dataDir),
    `--port=${input.port}`,
    '--bind-address=127.0.0.1',
    '--skip-name-resolve',
    // Relative to the data folder: a full path may be longer than the 107 bytes a socket's name can have.
    '--socket=server.sock',
    '--pid-file=server.pid',
    `--init-file=${input.initFile}`,
    '--skip-log-bin',
    '--character-set-server=utf8mb4',
    '--collation-server=utf8mb4_unicode_ci',
    '--default-time-zone=+00:00',
    '--max-connections=300',
    '--max-allowed-packet=64M',
    ...(input.durability === 'full' ? fullDurability(input.flavour) : relaxedDurability(input.flavour)),
  ];
}

function fullDurability(flavour: MysqlFlavour): string[] {
  return [
    '--innodb-flush-log-at-trx-commit=1',
    '--innodb-buffer-pool-size=256M',
    flavour === 'mysql' ? '--innodb-redo-log-capacity=512M' : '--innodb-log-file-size=512M',
  ];
}

function relaxedDurability(flavour: MysqlFlavour): string[] {
  return [
    '--innodb-flush-log-at-trx-commit=2',
    '--sync-binlog=0',
    '--innodb-buffer-pool-size=96M',
    '--innodb-use-native-aio=0',
    '--performance-schema=OFF',
    flavour === 'mysql' ? '--innodb-redo-log-capacity=64M' : '--innodb-log-file-size=64M',
  ];
}
