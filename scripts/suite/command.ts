import { spawn } from 'node:child_process';

export interface Command {
  command: string;
  args: readonly string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** A run that takes longer is ended, with all that it has started. */
  timeoutMs: number;
  /** `show` lets the output through as it comes; `keep` hands it back. */
  output: 'show' | 'keep';
}

export interface CommandResult {
  /** Null when it was ended by a signal. */
  exitCode: number | null;
  output: string;
}

/** Runs a command to its end. @throws when it cannot be started at all. */
export async function runCommand(options: Command): Promise<CommandResult> {
  const child = spawn(options.command, options.args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ['ignore', ...(options.output === 'show' ? (['inherit', 'inherit'] as const) : (['pipe', 'pipe'] as const))],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const end = (signal: NodeJS.Signals) => endGroup(child.pid, signal);
  const timer = setTimeout(() => {
    output += `\nended after ${options.timeoutMs / 1000} s\n`;
    end('SIGKILL');
  }, options.timeoutMs);
  const interrupt = () => end('SIGTERM');
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject).once('close', resolve);
  try {
    return { exitCode: await promise, output };
  } finally {
    clearTimeout(timer);
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

// The command runs in a process group of its own, so that what it started goes with it.
function endGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
