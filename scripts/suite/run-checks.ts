import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CommandResult, runCommand } from './command.ts';
import type { Tally } from './tally.ts';

const CHECK_TIMEOUT_MS = 5 * 60_000;
const PREFIX = 'check:';

/** Runs every `check:` script of package.json, together, and shows the output of those that fail. Each counts as one. */
export async function runChecks(root: string): Promise<Tally> {
  const results = await Promise.all(checkNames(root).map(async (name) => ({ name, ...(await runCheck(name, root)) })));
  for (const { name, exitCode, output } of results) {
    console.log(`${exitCode === 0 ? '✓' : '✗'} ${name}`);
    if (exitCode !== 0) console.log(output);
  }
  const failures = results.filter(({ exitCode }) => exitCode !== 0).map(({ name }) => name);
  return { passed: results.length - failures.length, failures };
}

function checkNames(root: string): string[] {
  const manifest: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys(manifest.scripts).filter((name) => name.startsWith(PREFIX));
}

function runCheck(name: string, root: string): Promise<CommandResult> {
  return runCommand({
    command: 'pnpm',
    args: ['run', name],
    cwd: root,
    env: process.env,
    timeoutMs: CHECK_TIMEOUT_MS,
    output: 'keep',
  });
}
