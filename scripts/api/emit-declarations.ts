import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

export interface Declarations {
  /** Has `packages/<name>/src/index.d.ts` for every package. */
  readonly folder: string;
  remove(): Promise<void>;
}

/**
 * Compiles all packages to declarations, in one program, and lays them out as they would be installed: each package finds
 * the declarations of ours, and of others the packages that it depends on. So whoever reads them reads no source.
 */
export async function emitDeclarations(): Promise<Declarations> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-api-'));
  await run(join(ROOT, 'node_modules/.bin/tsc'), [
    '--project',
    join(import.meta.dirname, 'tsconfig.json'),
    '--outDir',
    folder,
  ]);
  await mkdir(join(folder, 'node_modules/@ballast'), { recursive: true });
  await symlink(join(ROOT, 'node_modules/@types'), join(folder, 'node_modules/@types'));
  for (const name of await readdir(join(folder, 'packages'))) await installPackage(folder, name);
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

async function installPackage(folder: string, name: string): Promise<void> {
  const source = join(ROOT, 'packages', name);
  const target = join(folder, 'packages', name);
  const manifest = await readFile(join(source, 'package.json'), 'utf8');
  await writeFile(join(target, 'package.json'), manifest.replaceAll('.ts"', '.d.ts"'));
  const modules = join(source, 'node_modules');
  await mkdir(join(target, 'node_modules'));
  for (const entry of await readdir(modules)) {
    if (entry !== '@ballast') await symlink(join(modules, entry), join(target, 'node_modules', entry));
  }
  await symlink(target, join(folder, 'node_modules/@ballast', name));
}
