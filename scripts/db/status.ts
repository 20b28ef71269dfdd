import { migrationStatus } from '@ballast/database';
import { readAdmin } from './config.ts';
import { say } from './say.ts';

export async function printStatus(): Promise<void> {
  const { migrations, fault, isCurrent } = await migrationStatus(readAdmin());
  for (const { tag, state, appliedAt } of migrations) {
    say(`${state.padEnd(8)} ${tag}${appliedAt === undefined ? '' : `  ${appliedAt.toISOString()}`}`);
  }
  if (fault !== undefined) throw fault;
  if (isCurrent) {
    say('the database is up to date');
    return;
  }
  say('the database is not up to date: run pnpm db:migrate');
  process.exitCode = 1;
}
