import { defineConfig } from 'drizzle-kit';

// For `pnpm db:generate` alone: it compares the tables with the last snapshot and writes the next migration.
// Migrations are applied by `pnpm db:migrate`, never by drizzle-kit.
export default defineConfig({
  dialect: 'mysql',
  // without the tests that stand beside the tables
  schema: './packages/database/src/tables/!(*.test).ts',
  out: './migrations',
  breakpoints: true,
});
