import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the built page lies for this run. */
    pageDirectory: string;
  }
}

/** Builds the page once for all browser tests. */
export default async function buildPage(project: TestProject): Promise<() => Promise<void>> {
  const directory = await mkdtemp(join(tmpdir(), 'ballast-page-'));
  await buildInto(directory);
  project.provide('pageDirectory', directory);
  return () => rm(directory, { recursive: true, force: true });
}

/** Builds the page as it is shipped into a directory, which is emptied first. */
export async function buildInto(directory: string): Promise<void> {
  // Vitest says NODE_ENV=test, which would put React's development build into the page.
  const environment = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  await build({
    root: fileURLToPath(new URL('..', import.meta.url)),
    logLevel: 'warn',
    build: { outDir: directory, emptyOutDir: true },
  });
  process.env.NODE_ENV = environment;
}
