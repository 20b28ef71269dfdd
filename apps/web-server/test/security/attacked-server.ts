import { join } from 'node:path';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  type TestDatabase,
} from '@ballast/testkit';
import { ADMIN_API_KEYS } from '../admin-requests.ts';

export interface AttackedServer {
  readonly app: AppProcess;
  readonly database: TestDatabase;
  close(): Promise<void>;
}

/** Little memory: an attack that makes the server keep things would soon use it up, and the process would end. */
const NODE_OPTIONS = `--max-old-space-size=160 --import ${join(import.meta.dirname, 'loop-probe.ts')}`;

/** A web server by its real start command, with little memory. */
export async function startAttackedServer(env: Record<string, string> = {}): Promise<AttackedServer> {
  const database = await createTestDatabase();
  const app = await startApp('web-server', {
    ...appEnvironment({ database: await database.account('web-server'), namespace: createNamespace() }),
    ADMIN_API_KEYS,
    NODE_OPTIONS,
    LOG_LEVEL: 'error',
    ...env,
  });
  await app.ready();
  return {
    app,
    database,
    close: async () => {
      await app.stop();
      await database.drop();
    },
  };
}
