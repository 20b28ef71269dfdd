import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type CliOptions, type CliRun, cliEnvironment } from './run-cli.ts';

const MAIN = join(import.meta.dirname, '../src/main.ts');

export interface TerminalOptions extends CliOptions {
  readonly columns: number;
  /** What the person types, each once the text before it has appeared. */
  readonly types?: readonly { readonly after: string; readonly text: string }[];
}

/** Runs the command in a terminal of its own (util-linux's `script`): both its outputs come as one text, as a person sees it. */
export async function runOnTerminal(
  args: readonly string[],
  options: TerminalOptions,
): Promise<Omit<CliRun, 'stderr'>> {
  const command = [process.execPath, MAIN, ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  const child = spawn('script', ['-qec', `stty cols ${options.columns} rows 40; exec ${command}`, '/dev/null'], {
    env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...cliEnvironment(options) },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const typing = [...(options.types ?? [])];
  let stdout = '';
  let seen = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    const at = typing[0] === undefined ? -1 : stdout.indexOf(typing[0].after, seen);
    if (at < 0) return;
    seen = stdout.length;
    child.stdin.write(typing.shift()?.text ?? '');
  });
  const [exitCode] = await once(child, 'close');
  return { exitCode: exitCode as number | null, stdout: stdout.replaceAll('\r\n', '\n') };
}
