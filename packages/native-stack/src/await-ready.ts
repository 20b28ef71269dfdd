import { setTimeout as sleep } from 'node:timers/promises';
import { NativeStackError } from './errors.ts';
import type { ProcessExit, RunningProcess } from './logged-process.ts';

const PROBE_INTERVAL_MS = 50;
const QUOTED_LOG_LINES = 15;

export interface Readiness {
  name: string;
  port: number;
  /** Resolves when the process is ready, rejects as long as it is not. */
  probe: () => Promise<unknown>;
  timeoutMs: number;
}

/**
 * Resolves when the probe does. When that does not happen in time, the process is ended.
 *
 * @throws NativeStackError `exited` as soon as the process ends, `not_ready` after the deadline, both with the last lines
 * of its log; nothing is left running.
 */
export async function awaitReady(process: RunningProcess, readiness: Readiness): Promise<void> {
  const { name, port, timeoutMs } = readiness;
  const deadline = Date.now() + timeoutMs;
  const exit = process.exited.then((value) => ({ exit: value }));
  let lastFault: unknown;
  while (Date.now() < deadline) {
    const probed = readiness.probe().then(
      () => 'ready' as const,
      (error: unknown) => {
        lastFault = error;
        return 'not yet' as const;
      },
    );
    const outcome = await Promise.race([exit, probed]);
    if (typeof outcome === 'object') {
      throw new NativeStackError(
        'exited',
        `${name} ended before it was ready (${describeExit(outcome.exit)}). ${quoteLog(process)}`,
      );
    }
    if (outcome === 'ready') return;
    await Promise.race([sleep(PROBE_INTERVAL_MS), exit]);
  }
  await process.kill();
  throw new NativeStackError(
    'not_ready',
    `${name} was not ready on port ${port} within ${timeoutMs / 1000} s. ${quoteLog(process)}`,
    { cause: lastFault },
  );
}

export function describeExit(exit: ProcessExit): string {
  return exit.signal ?? `exit code ${exit.code}`;
}

function quoteLog(process: RunningProcess): string {
  return `The last lines of ${process.log.path}:\n${process.log.lastLines(QUOTED_LOG_LINES)}`;
}
