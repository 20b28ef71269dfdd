import { type ChildProcess, spawn } from 'node:child_process';
import { NativeStackError } from './errors.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { orphanGuarded } from './orphan-guard.ts';

export interface ProcessExit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A process that this one started and alone ends: by its handle, never by its name. */
export interface RunningProcess {
  readonly pid: number;
  readonly log: Pick<LogFile, 'path' | 'lastLines'>;
  /** Resolves (never rejects) when the process is gone, whoever ended it. */
  readonly exited: Promise<ProcessExit>;
  /** SIGTERM, then SIGKILL after `stopTimeoutMs`; resolves when the process is gone. Calling it again is fine. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would; resolves when the process is gone. */
  kill(): Promise<void>;
}

export interface LoggedProcessOptions {
  name: string;
  command: string;
  args: readonly string[];
  /** All of it: nothing is inherited. */
  env: NodeJS.ProcessEnv;
  cwd?: string;
  /** Standard output and error are appended here. */
  logPath: string;
  stopTimeoutMs: number;
}

/**
 * Starts a process with its output in a log file, in a process group of its own (a Ctrl-C in the terminal must not reach
 * it before it is its turn to stop), and ended by the kernel should this process die without having stopped it.
 *
 * @throws NativeStackError `exited` when it cannot be started at all.
 */
export async function startLoggedProcess(options: LoggedProcessOptions): Promise<RunningProcess> {
  const log = openLogFile(options.logPath);
  const [command, args] = orphanGuarded(options.command, options.args);
  const child = spawn(command, args, {
    detached: true,
    stdio: ['ignore', log.descriptor, log.descriptor],
    env: options.env,
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
  log.close();
  const { promise: exited, resolve } = Promise.withResolvers<ProcessExit>();
  child.once('exit', (code, signal) => resolve({ code, signal }));
  const pid = await pidOf(child, options);
  return {
    pid,
    log,
    exited,
    stop: () => endProcess(child, exited, 'SIGTERM', options.stopTimeoutMs),
    kill: () => endProcess(child, exited, 'SIGKILL', options.stopTimeoutMs),
  };
}

async function pidOf(child: ChildProcess, options: LoggedProcessOptions): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('spawn', resolve);
  child.once('error', reject);
  try {
    await promise;
  } catch (error) {
    throw new NativeStackError('exited', `${options.name} could not be started: ${options.command} does not run.`, {
      cause: error,
    });
  }
  return child.pid ?? -1;
}

async function endProcess(
  child: ChildProcess,
  exited: Promise<ProcessExit>,
  signal: NodeJS.Signals,
  deadlineMs: number,
): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), deadlineMs);
  try {
    await exited;
  } finally {
    clearTimeout(timer);
  }
}
