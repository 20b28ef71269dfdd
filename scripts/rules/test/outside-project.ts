import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

/** A folder outside of the repository that has our packages installed, as somebody's project would. */
export interface OutsideProject {
  readonly folder: string;
  /** Writes a file and returns its path. */
  write(name: string, text: string): Promise<string>;
  remove(): Promise<void>;
}

/** Type checks as strictly as the repository does. */
export async function createOutsideProject(): Promise<OutsideProject> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-outside-'));
  const modules = join(folder, 'node_modules');
  await mkdir(join(modules, '@ballast'), { recursive: true });
  for (const name of await readdir(join(ROOT, 'packages'))) {
    await symlink(join(ROOT, 'packages', name), join(modules, '@ballast', name));
  }
  for (const name of ['@types', 'zod']) await symlink(join(ROOT, 'node_modules', name), join(modules, name));
  const write = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return path;
  };
  await write('package.json', JSON.stringify({ type: 'module' }));
  await write('tsconfig.json', JSON.stringify({ extends: join(ROOT, 'tsconfig.json'), include: ['*.ts'] }));
  return { folder, write, remove: () => rm(folder, { recursive: true }) };
}

export interface Example {
  /** The package's, and for all but its first example a number. */
  readonly file: string;
  readonly code: string;
  readonly prints: string;
}

/** What a package's README shows: its examples, each followed by what it prints. */
export function readExamples(name: string): Example[] {
  const readme = readFileSync(join(ROOT, 'packages', name, 'README.md'), 'utf8');
  const codes = blocksOf(readme, 'ts');
  const prints = blocksOf(readme, 'text');
  if (codes.length === 0 || codes.length !== prints.length) {
    throw new Error(`${codes.length} examples in the README of ${name}, and what ${prints.length} print`);
  }
  return codes.map((code, nth) => ({
    file: nth === 0 ? `${name}.ts` : `${name}-${nth + 1}.ts`,
    code,
    prints: prints[nth] ?? '',
  }));
}

function blocksOf(readme: string, language: string): string[] {
  const blocks = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].filter((match) => match[1] === language);
  return blocks.map(([, , text = '']) => text);
}
