import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import type { Suite } from './suites.ts';
import type { Tally } from './tally.ts';
import { tallyVitest } from './vitest-report.ts';

const SUITE_TIMEOUT_MS = 25 * 60_000;

/** Runs one suite with its output shown as it comes, and counts what passed and failed. */
export async function runSuite(suite: Suite, root: string): Promise<Tally> {
  const folder = mkdtempSync(join(tmpdir(), 'ballast-report-'));
  const reportPath = join(folder, 'report.json');
  try {
    const { exitCode } = await runCommand({
      command: join(root, 'node_modules', '.bin', 'vitest'),
      args: ['run', ...suite.vitestArgs, '--reporter=default', '--reporter=json', `--outputFile.json=${reportPath}`],
      cwd: root,
      env: { ...process.env, ...suite.env },
      timeoutMs: SUITE_TIMEOUT_MS,
      output: 'show',
    });
    return tallyVitest(readReport(reportPath), exitCode, root);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readReport(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
