import { readFile } from 'node:fs/promises';
import { createAccounts, type Database, type DatabaseOptions, migrate, openDatabase } from '@ballast/database';
import { type AdminServer, copyDatabaseTemplate, type DatabaseTemplate } from './database-template.ts';
import { createNamespace } from './namespace.ts';
import { testSetting } from './test-servers.ts';

/** Processes that have an account of their own. */
type ProcessName = keyof Parameters<typeof createAccounts>[1];

export interface TestDatabase {
  /** How to connect to it as root. */
  readonly options: DatabaseOptions;
  /** A pool on it, as root, for the test's own look at things. */
  readonly db: Database;
  /** How the process of that name connects: with its own account, which may do only what the process needs. */
  account(name: ProcessName): Promise<DatabaseOptions>;
  /** Closes the pool and drops the database and its accounts. */
  drop(): Promise<void>;
}

/** A migrated database of its own on the test server, and another server where `server` names one. */
export async function createTestDatabase(server?: AdminServer): Promise<TestDatabase> {
  const name = createNamespace();
  const options = { ...(server ?? testSetting().mysql), database: name };
  if (server === undefined) await copyDatabaseTemplate(options, await readTemplate(), name);
  else await migrate(options);
  const db = await openDatabase(options);
  const users = new Map<ProcessName, string>();
  return {
    options,
    db,
    account: async (process) => {
      // Account names have at most 32 characters, on both servers.
      const prefix = `${name.slice(0, 9)}_`;
      const [user] = await createAccounts({ ...options, prefix }, { [process]: name });
      if (user === undefined) throw new Error(`${process} has no account`);
      users.set(process, user);
      return { ...options, user, password: name };
    },
    drop: async () => {
      await db.pool.query('DROP DATABASE IF EXISTS ??', [name]);
      for (const user of users.values()) await db.pool.query("DROP USER IF EXISTS ?@'%'", [user]);
      await db.close();
    },
  };
}

async function readTemplate(): Promise<DatabaseTemplate> {
  return JSON.parse(await readFile(testSetting().databaseTemplate, 'utf8')) as DatabaseTemplate;
}
