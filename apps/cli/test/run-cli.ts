import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = join(import.meta.dirname, '../src/main.ts');

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Where web-server is, and Prometheus. */
  readonly url?: string;
  readonly key?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** Runs the command as its own process, without a terminal, as a script would. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const child = spawn(process.execPath, [MAIN, ...args], { env: cliEnvironment(options), stdio: 'pipe' });
  child.stdin.end(options.input ?? '');
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { exitCode: exitCode as number | null, stdout, stderr };
}

/** What the command finds in its environment: nothing of the machine's that could change it. */
export function cliEnvironment({ url, key = 'a-key', env = {} }: CliOptions): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    NODE_COMPILE_CACHE: join(tmpdir(), 'ballast-compile-cache'),
    BALLAST_API_KEY: key,
    ...(url === undefined ? {} : { BALLAST_URL: url, PROMETHEUS_URL: url }),
    ...env,
  };
}
