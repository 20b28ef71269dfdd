import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { findFreePort } from '@ballast/native-stack';
import { until } from './until.ts';

const APPS = join(import.meta.dirname, '../../../apps');

export interface AppProcess {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  /** Every line the process printed, oldest first. */
  readonly logs: readonly string[];
  /** Resolves when `/readyz` answers 200; throws with the last log lines when the process ends before. */
  ready(): Promise<void>;
  /** SIGTERM; resolves with the exit code when the process is gone, and `logs` has all that it said. */
  stop(): Promise<number | null>;
  /** SIGKILL, as a crash would; resolves when the process is gone. */
  kill(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  readonly exited: Promise<number | null>;
}

/**
 * Starts an app as its own process, by its real start command, on a free port.
 *
 * @param main another program in its place, as a path
 */
export async function startApp(
  name: string,
  env: Record<string, string>,
  main: string = join(APPS, name, 'src/main.ts'),
): Promise<AppProcess> {
  const port = await findFreePort();
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH ?? '',
      // Compiled code is kept between starts: tests start many processes of the same code.
      NODE_COMPILE_CACHE: join(tmpdir(), 'ballast-compile-cache'),
      HOME: process.env.HOME ?? '',
      LOG_LEVEL: 'info',
      SHUTDOWN_GRACE_SECONDS: '20',
      ...env,
      PORT: String(port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const logs = collectLines(child);
  // `close` comes after the last line that it printed, `exit` may come before it.
  const exited = once(child, 'close').then(([code]) => code as number | null);
  const isRunning = () => child.exitCode === null && child.signalCode === null;
  const url = `http://127.0.0.1:${port}`;

  return {
    pid: child.pid ?? -1,
    port,
    url,
    logs,
    exited,
    ready: async () => {
      const answered = await until(
        async () => {
          if (!isRunning()) return 'ended' as const;
          const { status } = await fetch(`${url}/readyz`);
          return status === 200 && ('ready' as const);
        },
        { timeoutMs: 120_000, everyMs: 50, what: `${name} is ready` },
      ).catch((error: unknown) => {
        throw new Error(`${name} did not become ready:\n${logs.slice(-30).join('\n')}`, { cause: error });
      });
      if (answered === 'ended') {
        await exited;
        throw new Error(`${name} ended at its start:\n${logs.slice(-30).join('\n')}`);
      }
    },
    stop: () => {
      if (isRunning()) child.kill('SIGTERM');
      return exited;
    },
    kill: async () => {
      if (isRunning()) child.kill('SIGKILL');
      await exited;
    },
    signal: (signal) => {
      child.kill(signal);
    },
  };
}

function collectLines(child: ChildProcess): string[] {
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => lines.push(line));
  }
  return lines;
}
