import { resetDatabase } from '@ballast/database';
import { readJobConfig } from './config.ts';
import { makeAccounts } from './migrate.ts';
import { say } from './say.ts';

export async function reset(force: boolean): Promise<void> {
  const config = readJobConfig();
  const { database, host, port } = config.admin;
  say(`dropping ${database} on ${host}:${port} and making it anew`);
  await resetDatabase({ ...config.admin, force, onProgress: say });
  await makeAccounts(config);
}
