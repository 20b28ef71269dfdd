import type { Logger } from '@ballast/telemetry';
import { errorPauseMs, LEAST_ERROR_PAUSE_MS } from './error-pause.ts';
import { Sleeper } from './sleeper.ts';

/** What a loop does, and how often. */
export interface LoopOptions<R> {
  readonly name: string;
  /** Pause after a run, in ms: fixed, or by what the run returned. 0 runs again at once, after other work had its turn. */
  readonly intervalMs: number | ((result: R) => number);
  /** Does the work once. The signal is aborted when the loop is asked to stop. */
  readonly runOnce: (signal: AbortSignal) => Promise<R>;
  readonly logger: Logger;
  /** Subscribes to something that wakes the loop; what it returns is called at the stop. */
  readonly wake?: (wakeUp: () => void) => () => void;
  /** Called after each failed run, in addition to the log line; `consecutive` counts from 1. */
  readonly onError?: (error: unknown, consecutive: number) => void;
}

/** Work that is done again and again, one run at a time. */
export interface Loop {
  /** Begins to run, at once. Nothing happens when it is running; during a stop it begins again after the stop. */
  start(): void;
  /**
   * Ends the present pause. During a run it means: run again at once afterwards. After a failed run half a second
   * remains, so that a storm of wake-ups does not hammer what is broken. Without effect on a loop that stands still.
   */
  wake(): void;
  /** Asks the run to end. Resolves when nothing is running and nothing will be, unless it is started again. */
  stop(): Promise<void>;
}

/** One start-to-stop life of a loop. A loop started again during a stop has a new one, which waits for the old. */
interface Life {
  readonly controller: AbortController;
  readonly sleeper: Sleeper;
}

/** Makes a loop that stands still until `start`. */
export function createLoop<R>(options: LoopOptions<R>): Loop {
  let life: Life | undefined;
  let ended: Promise<void> = Promise.resolve();
  return {
    start: () => {
      if (life !== undefined) return;
      const begun: Life = { controller: new AbortController(), sleeper: new Sleeper() };
      life = begun;
      ended = ended.then(() => live(options, begun));
    },
    wake: () => life?.sleeper.wake(),
    stop: () => {
      life?.controller.abort();
      life?.sleeper.cancel();
      life = undefined;
      return ended;
    },
  };
}

/**
 * Runs `runOnce` again and again, starting now, one at a time. A run that fails is logged and followed by the next one,
 * after a pause that grows from 0.5 s to 30 s; the loop never dies.
 */
export function startLoop<R>(options: LoopOptions<R>): Loop {
  const loop = createLoop(options);
  loop.start();
  return loop;
}

async function live<R>(options: LoopOptions<R>, { controller, sleeper }: Life): Promise<void> {
  const { signal } = controller;
  if (signal.aborted) return;
  const unsubscribe = options.wake?.(() => sleeper.wake());
  let failures = 0;
  while (!signal.aborted) {
    const pause = await runOnce(options, signal);
    failures = pause.failed ? failures + 1 : 0;
    if (pause.failed) {
      report(options, pause.error, failures);
      await sleeper.sleep(errorPauseMs(failures), LEAST_ERROR_PAUSE_MS);
    } else {
      await sleeper.sleep(pause.ms);
    }
  }
  unsubscribe?.();
}

type Pause = { readonly failed: false; readonly ms: number } | { readonly failed: true; readonly error: unknown };

async function runOnce<R>({ runOnce, intervalMs }: LoopOptions<R>, signal: AbortSignal): Promise<Pause> {
  try {
    const result = await runOnce(signal);
    return { failed: false, ms: typeof intervalMs === 'number' ? intervalMs : intervalMs(result) };
  } catch (error) {
    // What breaks off because it was asked to stop has not failed.
    return signal.aborted ? { failed: false, ms: 0 } : { failed: true, error };
  }
}

function report<R>({ name, logger, onError }: LoopOptions<R>, error: unknown, consecutive: number): void {
  logger.error({ err: error, loop: name, consecutive }, 'a run of the loop failed');
  try {
    onError?.(error, consecutive);
  } catch (second) {
    logger.error({ err: second, loop: name }, 'onError failed');
  }
}
