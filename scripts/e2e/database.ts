import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type Database, openDatabase } from '@ballast/database';
import type { Stack } from './stack.ts';

const MYSQL_PORT = 13306;

/** The stack's own database, as its root account. The caller closes it. */
export async function openStackDatabase(stack: Stack): Promise<Database> {
  const secrets = parseEnv(await readFile(join(stack.folder, '.ballast/secrets'), 'utf8'));
  return openDatabase({
    host: '127.0.0.1',
    port: MYSQL_PORT + stack.portOffset,
    user: 'root',
    password: secrets.MYSQL_ROOT_PASSWORD ?? '',
    database: 'ballast',
  });
}
