import type { FastifyReply } from 'fastify';
import { ProblemError } from '../plugins/problem-error.ts';

/**
 * Makes work that is costly and the same for everybody run once at a time: who calls while it runs gets its answer. It is
 * aborted when the last of its callers is gone (each says so by its own signal), and after `deadlineMs`, both with a
 * ProblemError `unavailable`.
 */
export function singleFlight<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { deadlineMs }: { readonly deadlineMs?: number } = {},
): (gone: AbortSignal) => Promise<T> {
  let flight: { readonly answer: Promise<T>; readonly abort: AbortController; callers: number } | undefined;

  function start() {
    const abort = new AbortController();
    const timer =
      deadlineMs === undefined
        ? undefined
        : setTimeout(() => {
            abort.abort(new ProblemError('unavailable', `This was not done in ${deadlineMs / 1_000} s.`));
          }, deadlineMs);
    const started = { answer: Promise.resolve(abort.signal).then(work).finally(end), abort, callers: 0 };
    function end() {
      clearTimeout(timer);
      if (flight === started) flight = undefined;
    }
    return started;
  }

  return async (gone) => {
    flight ??= start();
    const joined = flight;
    joined.callers += 1;
    const leave = () => {
      joined.callers -= 1;
      if (joined.callers > 0) return;
      // Who comes now starts anew.
      if (flight === joined) flight = undefined;
      joined.abort.abort(new ProblemError('unavailable', 'Nobody waits for the answer any more.'));
    };
    if (gone.aborted) leave();
    gone.addEventListener('abort', leave, { once: true });
    try {
      return await joined.answer;
    } finally {
      gone.removeEventListener('abort', leave);
    }
  };
}

/** Aborted when the client closes its connection before it has its answer. */
export function untilGone(reply: FastifyReply): AbortSignal {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  return gone.signal;
}
