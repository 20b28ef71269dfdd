import type { SessionStore } from '../identity/session-store.ts';

/**
 * Closes a stream when the session it was opened with, if any, is over: who signs out elsewhere is signed out here as well.
 * Returns how to stop looking; call it when the stream is closed. While the database cannot be asked, the stream stays as it is.
 */
export function closeWithSession(
  stream: { close(): void },
  sessionId: string | undefined,
  sessions: Pick<SessionStore, 'isLive'>,
  recheckMs: number,
): () => void {
  if (sessionId === undefined) return () => undefined;
  const timer = setInterval(() => {
    sessions.isLive(sessionId).then(
      (isLive) => isLive || stream.close(),
      () => undefined,
    );
  }, recheckMs);
  timer.unref();
  return () => clearInterval(timer);
}
