import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';

export type Settings = Readonly<Record<string, string | undefined>>;

/** The environment over the `.env` at the root, which may be missing. */
export function readSettings(root: string, env: NodeJS.ProcessEnv): Settings {
  return mergeSettings(readIfPresent(join(root, '.env')), env);
}

/** What the environment sets wins over the file, also when it sets the empty string. */
export function mergeSettings(dotEnv: string, env: NodeJS.ProcessEnv): Settings {
  return { ...parseEnv(dotEnv), ...env };
}

export function readIfPresent(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}
