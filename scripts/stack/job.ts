import { startLoggedProcess } from '@ballast/native-stack';
import { StackError, type StackErrorCode } from './stack-error.ts';

const STOP_TIMEOUT_MS = 5_000;
const QUOTED_LOG_LINES = 15;

export interface Job {
  name: string;
  command: string;
  args: readonly string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  logPath: string;
  /** What its failure is called, and said as. */
  failure: { code: StackErrorCode; sentence: string };
}

/** Runs a job to its end, with its output in a log. @throws StackError with the log's path and last lines. */
export async function runJob(job: Job, signal: AbortSignal): Promise<void> {
  const running = await startLoggedProcess({ ...job, stopTimeoutMs: STOP_TIMEOUT_MS });
  const interrupt = () => void running.stop();
  signal.addEventListener('abort', interrupt, { once: true });
  if (signal.aborted) interrupt();
  const exit = await running.exited;
  signal.removeEventListener('abort', interrupt);
  if (exit.code === 0) return;
  throw new StackError(
    job.failure.code,
    `${job.failure.sentence} The last lines of ${job.logPath}:\n${running.log.lastLines(QUOTED_LOG_LINES)}`,
  );
}
