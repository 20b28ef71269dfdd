import {
  type Session,
  SessionSchema,
  SignedInSchema,
  type SignInLink,
  SignInLinkSchema,
  type User,
  UserSchema,
} from '@ballast/contracts';
import { requestDone, requestJson, withJson } from './request-json.ts';

/** Who the browser is signed in as. */
export function getSession(signal?: AbortSignal): Promise<Session> {
  return requestJson('/api/session', SessionSchema, signal ? { signal } : {});
}

export function createUser(name: string, email: string): Promise<User> {
  return requestJson('/users', UserSchema, withJson('POST', { name, email }));
}

/** Asks for a link to sign in. The answer does not say whether the address has an account. */
export function askForLink(email: string): Promise<void> {
  return requestDone('/users/login', withJson('POST', { email }));
}

/** Whom a link signs in, masked. Uses nothing up. */
export function getSignInLink(token: string, signal: AbortSignal): Promise<SignInLink> {
  return requestJson(`/api/sign-in-links/${encodeURIComponent(token)}`, SignInLinkSchema, { signal });
}

/** Uses a link up. The session is in a cookie that this page cannot read. */
export async function signIn(token: string): Promise<User> {
  const path = `/users/login/${encodeURIComponent(token)}`;
  return (await requestJson(path, SignedInSchema, { method: 'POST' })).user;
}

export function signOut(): Promise<void> {
  return requestDone('/users/logout', { method: 'POST' });
}

/** Ends all sessions of a user, in every browser. */
export function signOutEverywhere(userId: string): Promise<void> {
  return requestDone(`/users/${encodeURIComponent(userId)}/sessions`, { method: 'DELETE' });
}
