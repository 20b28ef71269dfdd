import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Durability } from '../durability.ts';
import { findServerBinary } from '../find-server-binary.ts';
import { assertPortFree, findFreePort } from '../free-port.ts';
import { type ServerHandle, startServerProcess } from '../server-process.ts';
import { readServerVersion } from '../server-version.ts';
import { prepareDataFolder } from './data-folder.ts';
import { flavourOf, type MysqlFlavour, runFlags } from './flags.ts';

export interface MysqlOptions {
  /** Holds the data, the log and the socket; made when missing, kept by `stop`. */
  dir: string;
  /** On 127.0.0.1; a free one when not given. */
  port?: number;
  /** The password of `root`, set at every start; empty by default. */
  rootPassword?: string;
  durability?: Durability;
  /** Further flags. */
  settings?: readonly string[];
  binary?: string;
  logPath?: string;
}

export interface MysqlHandle extends ServerHandle {
  readonly flavour: MysqlFlavour;
}

/**
 * Starts MySQL (8.4 and later) or MariaDB (10.11 and later), whichever the binary is, on loopback, with `root` allowed to
 * connect over TCP. The first start on a folder makes its data.
 *
 * @throws NativeStackError of any code.
 */
export async function startMysql(options: MysqlOptions): Promise<MysqlHandle> {
  const dir = resolve(options.dir);
  const port = options.port ?? (await findFreePort());
  await assertPortFree(port, 'mysql', 'MYSQL_PORT');
  const binary = options.binary ?? findServerBinary('mysql');
  const { line, version } = await readServerVersion(binary);
  const flavour = flavourOf(line);
  await mkdir(dir, { recursive: true });
  const dataDir = await prepareDataFolder(dir, binary, flavour);
  const initFile = join(dir, 'init.sql');
  await writeFile(initFile, rootAccountSql(options.rootPassword ?? ''), { mode: 0o600 });
  try {
    const server = await startServerProcess({
      name: 'mysql',
      port,
      version,
      command: binary,
      args: [
        ...runFlags({ flavour, dataDir, port, initFile, durability: options.durability ?? 'full' }),
        ...(options.settings ?? []),
      ],
      logPath: options.logPath ?? join(dir, 'mysql.log'),
      readyTimeoutMs: 120_000,
      stopTimeoutMs: 30_000,
    });
    return { ...server, flavour };
  } finally {
    // It holds the password, and is read before the server accepts its first connection.
    await rm(initFile, { force: true });
  }
}

// `localhost` is the socket's root; TCP needs 127.0.0.1 because names are not resolved. One statement a line is what
// --init-file takes on both.
function rootAccountSql(password: string): string {
  const quoted = `'${password.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
  const statements = ["'root'@'localhost'", "'root'@'127.0.0.1'"].flatMap((account) => [
    `CREATE USER IF NOT EXISTS ${account}`,
    `ALTER USER ${account} IDENTIFIED BY ${quoted}`,
    `GRANT ALL PRIVILEGES ON *.* TO ${account} WITH GRANT OPTION`,
  ]);
  return `${statements.join(';\n')};\n`;
}
