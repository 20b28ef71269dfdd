import { type Session, SessionSchema } from '@ballast/contracts';
import { requestDone, requestJson, withJson } from './request-json.ts';

/** Makes an operator's session of a key, which is kept nowhere in the page. */
export function startOperatorSession(key: string): Promise<Session> {
  return requestJson('/api/session', SessionSchema, withJson('POST', { key }));
}

export function endOperatorSession(): Promise<void> {
  return requestDone('/api/session', { method: 'DELETE' });
}
