import { type Loop, startLoop } from '@ballast/runtime';
import { Reconciler, type ReconcilerDependencies } from './reconciler.ts';

export interface ReconcilerOptions {
  readonly minAgeMs: number;
  readonly intervalMs: number;
}

/** Every dead letter makes an advisory: a storm of them is one sweep a second, not one after the other. */
const WAKE_AFTER_MS = 1_000;

/** Sweeps every `intervalMs`, and a second after a wake-up: an advisory, or a broker that came back. */
export function startReconciler(
  dependencies: ReconcilerDependencies,
  options: ReconcilerOptions,
): Pick<Loop, 'wake' | 'stop'> {
  const reconciler = new Reconciler(dependencies, options);
  const loop = startLoop({
    name: 'reconciler',
    logger: dependencies.logger,
    intervalMs: options.intervalMs,
    runOnce: (signal) => reconciler.runOnce(signal),
  });
  let waking: NodeJS.Timeout | undefined;
  return {
    wake: () => {
      waking ??= setTimeout(() => {
        waking = undefined;
        loop.wake();
      }, WAKE_AFTER_MS);
    },
    stop: async () => {
      clearTimeout(waking);
      await loop.stop();
    },
  };
}
