import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { NativeStackError } from '../errors.ts';
import { findExecutable } from '../find-server-binary.ts';
import { baseFlags, type MysqlFlavour, temporaryFolder } from './flags.ts';

const run = promisify(execFile);
const INITIALISE_TIMEOUT_MS = 120_000;

/**
 * The data folder below `dir`, made on first use. It is initialised beside its place and renamed into it, so a run that
 * dies half-way leaves nothing that looks finished.
 *
 * @throws NativeStackError `data_incompatible` when the other flavour made it, `initialise_failed`, `binary_missing`.
 */
export async function prepareDataFolder(dir: string, binary: string, flavour: MysqlFlavour): Promise<string> {
  const dataDir = join(dir, 'data');
  const flavourFile = join(dir, 'flavour');
  await mkdir(temporaryFolder(dataDir), { recursive: true });
  if (existsSync(dataDir)) {
    await assertSameFlavour(dataDir, flavourFile, flavour);
    return dataDir;
  }
  const partial = join(dir, 'data.partial');
  await rm(partial, { recursive: true, force: true });
  await initialise(partial, binary, flavour);
  await writeFile(flavourFile, flavour);
  await rename(partial, dataDir);
  return dataDir;
}

async function initialise(dataDir: string, binary: string, flavour: MysqlFlavour): Promise<void> {
  const [command, args] =
    flavour === 'mysql'
      ? [binary, [...baseFlags(flavour, dataDir), '--initialize-insecure']]
      : [findInstaller(binary), mariadbInstallFlags(dataDir, flavour)];
  try {
    await run(command, args, { timeout: INITIALISE_TIMEOUT_MS, maxBuffer: 16 * 1024 * 1024 });
  } catch (error) {
    await rm(dataDir, { recursive: true, force: true });
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr).trim().slice(-2000) : '';
    throw new NativeStackError('initialise_failed', `${command} could not make the data folder ${dataDir}. ${output}`, {
      cause: error,
    });
  }
}

function mariadbInstallFlags(dataDir: string, flavour: MysqlFlavour): string[] {
  return [
    ...baseFlags(flavour, dataDir),
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    '--skip-name-resolve',
  ];
}

function findInstaller(binary: string): string {
  const besideServer = { BALLAST_SERVERS: join(dirname(binary), '..'), PATH: process.env.PATH };
  const found = findExecutable(['mariadb-install-db', 'mysql_install_db'], besideServer);
  if (found !== undefined) return found;
  throw new NativeStackError(
    'binary_missing',
    `mariadb-install-db was not found beside ${binary} or on the PATH: install it (apt-get install mariadb-server-core).`,
  );
}

async function assertSameFlavour(dataDir: string, flavourFile: string, flavour: MysqlFlavour): Promise<void> {
  const made = await readFile(flavourFile, 'utf8').catch(() => flavour);
  if (made.trim() === flavour) return;
  throw new NativeStackError(
    'data_incompatible',
    `${dataDir} was made by ${made.trim()} and cannot be read by ${flavour}: use the server that made it, or move the folder away.`,
  );
}
