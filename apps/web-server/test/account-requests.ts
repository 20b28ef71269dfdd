import { createHash } from 'node:crypto';
import type { User } from '@ballast/contracts';
import { expect } from 'vitest';
import type { KeyedServer } from './keyed-server.ts';

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
export async function signUp({ app }: Pick<KeyedServer, 'app'>, name = 'Ann Reader'): Promise<User> {
  made += 1;
  const response = await send(`${app.url}/users`, { body: { name, email: `Reader-${made}@Example.com` } });
  expect(response.status, await response.clone().text()).toBe(201);
  return (await response.json()) as User;
}

/** A link as it stands once its mail is sent: the worker that sends it makes the token, and stores its hash. */
export async function insertLink(
  { database }: Pick<KeyedServer, 'database'>,
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
export async function signIn(server: KeyedServer, headers: Record<string, string> = {}): Promise<SignedInUser> {
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
