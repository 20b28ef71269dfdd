import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runJob } from './job.ts';
import type { Layout } from './layout.ts';

/** What the built pages are made from, relative to the root. */
const SOURCES = [
  'apps/web-client/src',
  'apps/web-client/public',
  'apps/web-client/index.html',
  'apps/web-client/vite.config.ts',
  'apps/web-client/package.json',
  'packages/contracts/src',
  'pnpm-lock.yaml',
];
const BUILT = 'apps/web-client/dist/index.html';

/** Builds the web client unless the last build is newer than all of its sources. @throws StackError `build_failed`. */
export async function buildWebClient(layout: Layout, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<boolean> {
  if (!isStale(layout.root)) return false;
  const job = {
    name: 'web-client build',
    command: 'pnpm',
    args: ['--filter', '@ballast/web-client', 'build'],
    env,
    cwd: layout.root,
    logPath: layout.log('web-client-build'),
    failure: { code: 'build_failed' as const, sentence: 'The web client could not be built.' },
  };
  await runJob(job, signal);
  return true;
}

function isStale(root: string): boolean {
  const built = statSync(join(root, BUILT), { throwIfNoEntry: false });
  return built === undefined || SOURCES.some((source) => newestChange(join(root, source)) > built.mtimeMs);
}

function newestChange(path: string): number {
  if (!existsSync(path)) return 0;
  const entry = statSync(path);
  if (!entry.isDirectory()) return entry.mtimeMs;
  return Math.max(entry.mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}
