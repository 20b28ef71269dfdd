import { defer, type Outcome, outcomeFromError, retry } from '@ballast/reliability';

/** How long an aborted handler has to come to an end of its own. */
const ABORT_GRACE_MS = 3000;
/** Others may have it at once; but no nak is without delay. */
export const GIVE_BACK_NAK_MS = 100;

export interface HandlerLimits {
  readonly deadlineMs: number;
  /** Aborted when the stopping consumer can wait no longer. */
  readonly stop: AbortSignal;
}

/**
 * Runs a handler under its deadline. Never throws. At the deadline its signal is aborted; if it says `done` or `dead`
 * within a short grace, that counts, for the effect is there. A handler that ignores its signal is left to itself.
 */
export async function runHandler(
  handle: (signal: AbortSignal) => Promise<Outcome>,
  { deadlineMs, stop }: HandlerLimits,
): Promise<Outcome> {
  const controller = new AbortController();
  const { promise: givenUp, resolve: giveUp } = Promise.withResolvers<undefined>();
  let grace: NodeJS.Timeout | undefined;
  const abort = (reason: Error) => {
    if (controller.signal.aborted) return;
    controller.abort(reason);
    grace = setTimeout(() => giveUp(undefined), ABORT_GRACE_MS);
  };
  const deadline = setTimeout(() => abort(new Error(`the handler took longer than ${deadlineMs} ms`)), deadlineMs);
  const onStop = () => abort(new Error('the consumer is stopping'));
  stop.addEventListener('abort', onStop, { once: true });
  if (stop.aborted) onStop();

  try {
    const outcome = await Promise.race([runSafely(handle, controller.signal), givenUp]);
    if (!controller.signal.aborted && outcome !== undefined) return outcome;
    if (outcome?.kind === 'done' || outcome?.kind === 'dead') return outcome;
    if (stop.aborted) {
      return defer({ code: 'shutdown', message: 'the process stopped before the work was finished' }, GIVE_BACK_NAK_MS);
    }
    return retry({ code: 'handler_timeout', message: `the handler took longer than ${deadlineMs} ms` });
  } finally {
    clearTimeout(deadline);
    clearTimeout(grace);
    stop.removeEventListener('abort', onStop);
  }
}

async function runSafely(handle: (signal: AbortSignal) => Promise<Outcome>, signal: AbortSignal): Promise<Outcome> {
  try {
    return await handle(signal);
  } catch (error) {
    return outcomeFromError(error);
  }
}
