import { StackError } from './stack-error.ts';

/** Awaits all of them, whatever happens, then throws the first failure: nothing is left under way behind the caller. */
export async function settleAll(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

/** @throws StackError `interrupted` when the signal is aborted. */
export function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) throw new StackError('interrupted', 'Interrupted before everything was ready.');
}

/** As the promise, but rejects with StackError `interrupted` as soon as the signal is aborted. */
export async function untilInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const interrupt = () => {
    try {
      throwIfInterrupted(signal);
    } catch (error) {
      reject(error);
    }
  };
  signal.addEventListener('abort', interrupt, { once: true });
  interrupt();
  try {
    return await Promise.race([promise, interrupted]);
  } finally {
    signal.removeEventListener('abort', interrupt);
  }
}
