import { join } from 'node:path';
import { type EnvironmentInput, migrationEnvironment } from './environments.ts';
import { runJob } from './job.ts';
import type { Layout } from './layout.ts';

/** Brings the schema up to date and makes the apps' accounts. @throws StackError `migration_failed`. */
export function migrate(layout: Layout, input: EnvironmentInput, signal: AbortSignal): Promise<void> {
  const job = {
    name: 'migrate',
    command: process.execPath,
    args: [join(layout.root, 'scripts', 'db.ts'), 'migrate'],
    env: migrationEnvironment(input),
    cwd: layout.root,
    logPath: layout.log('migrate'),
    failure: { code: 'migration_failed' as const, sentence: 'The database migration failed.' },
  };
  return runJob(job, signal);
}
