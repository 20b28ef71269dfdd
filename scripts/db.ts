import { Command } from 'commander';
import { generate } from './db/generate.ts';
import { migrateAndMakeAccounts } from './db/migrate.ts';
import { reportFailure } from './db/report-failure.ts';
import { reset } from './db/reset.ts';
import { printStatus } from './db/status.ts';

const program = new Command('db').description('The database: migrations and accounts.').showHelpAfterError();

program
  .command('migrate')
  .description('create the database if need be, apply what is not applied yet, make the processes’ accounts')
  .action(() => migrateAndMakeAccounts());

program
  .command('status')
  .description('show what is applied; exits with 1 when something is not')
  .action(() => printStatus());

program
  .command('generate')
  .description('write a new migration from what changed in packages/database/src/tables')
  .argument('<name>', 'what it does, in snake_case')
  .action((name: string) => generate(name));

program
  .command('reset')
  .description('drop the database with everything in it, and migrate it anew')
  .option('--force', 'even where NODE_ENV is production')
  .action((options: { force?: true }) => reset(options.force === true));

program.parseAsync().catch(reportFailure);
