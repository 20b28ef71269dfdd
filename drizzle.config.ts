import { defineConfig } from 'drizzle-kit';

// For `pnpm db:generate` alone: it compares the tables with the last snapshot and writes the next migration.
// Migrations are applied by `pnpm db:migrate`, never by drizzle-kit.
export default defineConfig({
  dialect: 'mysql',
  schema: './packages/database/src/tables',
  out: './migrations',
  breakpoints: true,
});
