import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { NativeStackError } from './errors.ts';

const run = promisify(execFile);

/** The whole line that `<binary> --version` prints, and the first version number in it. */
export async function readServerVersion(binary: string): Promise<{ line: string; version: string }> {
  try {
    const { stdout } = await run(binary, ['--version'], { timeout: 20_000 });
    const line = stdout.trim();
    return { line, version: /\d+\.\d+(\.\d+)?/.exec(line)?.[0] ?? 'unknown' };
  } catch (error) {
    throw new NativeStackError('binary_missing', `${binary} --version failed: the binary does not run here.`, {
      cause: error,
    });
  }
}

/** True when dotted `version` is `minimum` or later; an unknown version is taken as older. */
export function isVersionAtLeast(version: string, minimum: string): boolean {
  const have = version.split('.').map(Number);
  const want = minimum.split('.').map(Number);
  for (const [index, part] of want.entries()) {
    const own = have[index] ?? 0;
    if (Number.isNaN(own) || own < part) return false;
    if (own > part) return true;
  }
  return true;
}
