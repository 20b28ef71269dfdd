import { createAccounts, createExporterAccount, migrate } from '@ballast/database';
import { type DatabaseJobConfig, readJobConfig } from './config.ts';
import { say } from './say.ts';

export async function migrateAndMakeAccounts(): Promise<void> {
  const config = readJobConfig();
  const { database, host, port } = config.admin;
  say(`migrating ${database} on ${host}:${port}`);
  const { applied, total } = await migrate({ ...config.admin, onProgress: say });
  say(applied.length === 0 ? `nothing to do: all ${total} migrations are applied` : `${total} migrations are applied`);
  await makeAccounts(config);
}

export async function makeAccounts({ admin, passwords, exporterPassword, missing }: DatabaseJobConfig): Promise<void> {
  await createAccounts({ ...admin, onProgress: say }, passwords);
  if (exporterPassword !== undefined) await createExporterAccount(admin, exporterPassword);
  for (const variable of missing) say(`no account made: ${variable} is not set`);
}
