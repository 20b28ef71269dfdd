import { type Loop, startLoop } from '@ballast/runtime';
import { Reconciler, type ReconcilerDependencies } from './reconciler.ts';

export interface ReconcilerOptions {
  readonly minAgeMs: number;
  readonly intervalMs: number;
}

/** Sweeps every `intervalMs`, and soon after an advisory, a reconnect, or a sweep that left letters on their way. */
export function startReconciler(dependencies: ReconcilerDependencies, options: ReconcilerOptions): Loop {
  const reconciler = new Reconciler(dependencies, options);
  return startLoop({
    name: 'reconciler',
    logger: dependencies.logger,
    intervalMs: options.intervalMs,
    runOnce: (signal) => reconciler.runOnce(signal),
  });
}
