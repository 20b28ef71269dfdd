import type { Caller } from '../identity/caller.ts';
import type { SessionStore } from '../identity/session-store.ts';

/**
 * Closes a stream when its user's session is over: who signs out elsewhere is signed out here as well. Returns how to
 * stop looking; call it when the stream is closed. While the database cannot be asked, the stream stays as it is.
 */
export function closeWithSession(
  stream: { close(): void },
  caller: Caller,
  sessions: Pick<SessionStore, 'isLive'>,
  recheckMs: number,
): () => void {
  if (caller.kind !== 'user') return () => undefined;
  const timer = setInterval(() => {
    sessions.isLive(caller.sessionId).then(
      (isLive) => isLive || stream.close(),
      () => undefined,
    );
  }, recheckMs);
  timer.unref();
  return () => clearInterval(timer);
}
