import { createHash } from 'node:crypto';
import type { User } from '@ballast/contracts';
import {
  type AppProcess,
  appEnvironment,
  createNamespace,
  createTestDatabase,
  startApp,
  startTcpProxy,
  type TcpProxy,
  type TestDatabase,
} from '@ballast/testkit';
import { expect } from 'vitest';
import { ADMIN_API_KEYS } from './admin-requests.ts';

export interface AccountServer {
  readonly database: TestDatabase;
  readonly app: AppProcess;
  /** Between the server and its database. */
  readonly proxy: TcpProxy;
  /** Starts another process on the same database, and stops it with this one. */
  restartWith(env: Record<string, string>): Promise<AppProcess>;
  close(): Promise<void>;
}

/** A web server on a database of its own, with a key for each role. */
export async function startAccountServer(env: Record<string, string> = {}): Promise<AccountServer> {
  const database = await createTestDatabase();
  const account = await database.account('web-server');
  const proxy = await startTcpProxy({ host: account.host, port: account.port });
  const namespace = createNamespace();
  const apps: AppProcess[] = [];
  const start = async (more: Record<string, string>) => {
    const app = await startApp('web-server', {
      ...appEnvironment({ database: { ...account, host: '127.0.0.1', port: proxy.port }, namespace }),
      ADMIN_API_KEYS,
      ...env,
      ...more,
    });
    apps.push(app);
    await app.ready();
    return app;
  };
  return {
    database,
    app: await start({}),
    proxy,
    restartWith: start,
    close: async () => {
      for (const app of apps) await app.stop();
      await proxy.close();
      await database.drop();
    },
  };
}

export function send(
  url: string,
  { method = 'POST', body, headers = {} }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

let made = 0;

/** Makes an account under an address that no other has. */
export async function signUp({ app }: Pick<AccountServer, 'app'>, name = 'Ann Reader'): Promise<User> {
  made += 1;
  const response = await send(`${app.url}/users`, { body: { name, email: `Reader-${made}@Example.com` } });
  expect(response.status, await response.clone().text()).toBe(201);
  return (await response.json()) as User;
}

/** A link as it stands once its mail is sent: the worker that sends it makes the token, and stores its hash. */
export async function insertLink(
  { database }: Pick<AccountServer, 'database'>,
  userId: string,
  { endsInSeconds = 900 }: { endsInSeconds?: number } = {},
): Promise<string> {
  made += 1;
  const token = createHash('sha256').update(`${userId} ${made}`).digest('base64url');
  await database.db.pool.query(
    `INSERT INTO login_tokens (id, user_id, token_hash, expires_at) VALUES (UUID(), ?, ?, NOW(3) + INTERVAL ? SECOND)`,
    [userId, createHash('sha256').update(token).digest('hex'), endsInSeconds],
  );
  return token;
}

export interface SignedInUser {
  readonly user: User;
  /** The value of the `Cookie` header. */
  readonly cookie: string;
  /** The JWT. */
  readonly token: string;
}

/** An account, signed in. */
export async function signIn(server: AccountServer, headers: Record<string, string> = {}): Promise<SignedInUser> {
  const user = await signUp(server);
  const link = await insertLink(server, user.id);
  const response = await send(`${server.app.url}/users/login/${link}`, { headers });
  expect(response.status, await response.clone().text()).toBe(200);
  const { token } = (await response.json()) as { token: string };
  return { user, cookie: cookieOf(response), token };
}

/** The cookie that an answer sets, as a browser sends it back. */
export function cookieOf(response: Response): string {
  const [set] = response.headers.getSetCookie();
  return set?.split(';')[0] ?? '';
}
