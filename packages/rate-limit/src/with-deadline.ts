/** Nothing came in time. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
  readonly code = 'deadline';
}

/**
 * Rejects with a DeadlineError when nothing has come after `ms`. What lies in a socket by then still counts: a process that
 * was busy with something else until the timer fired reads what has arrived first, and does not blame who answered in time.
 */
export function withDeadline<T>(promise: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    // From the timers' phase of the event loop, an immediate comes after the phase that reads the sockets.
    const expire = () => setImmediate(() => reject(new DeadlineError(`no answer within ${ms} ms`)));
    const timer = setTimeout(expire, ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
