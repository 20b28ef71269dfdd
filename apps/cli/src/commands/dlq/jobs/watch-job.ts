import { setTimeout as pause } from 'node:timers/promises';
import type { RedriveJobDetail } from '@ballast/contracts/operators';
import type { Answer, Api } from '../../../api/api.ts';
import { CliError } from '../../../failures/cli-error.ts';
import { EXIT_CODE } from '../../../failures/report-failure.ts';
import type { Session } from '../../../session.ts';
import { renderJob } from './job-detail.ts';
import { hasSucceeded, isOver } from './job-numbers.ts';
import { PaceMeter } from './job-progress.ts';
import type { ProgressDisplay } from './progress-display.ts';

const EVERY_MS = 500;
/** A web server that restarts is waited for: the job does not depend on it. */
const PATIENCE_MS = 60_000;

/**
 * Shows a job until it has ended, then its outcome; the exit code is 0 only when all of it succeeded. Ctrl-C ends the
 * watching, not the job.
 */
export async function watchJob(session: Session, id: string): Promise<void> {
  const { openProgressDisplay } = await import('./progress-display.ts');
  const display = openProgressDisplay();
  const meter = new PaceMeter();
  const interrupted = new AbortController();
  const interrupt = () => interrupted.abort();
  process.once('SIGINT', interrupt);
  try {
    for (;;) {
      const answer = await readPatiently(session.api, id, display);
      display.update(meter.look(answer.value, performance.now()));
      if (isOver(answer.value)) {
        display.close();
        return finish(session, answer);
      }
      await pause(EVERY_MS, undefined, { signal: interrupted.signal });
    }
  } catch (error) {
    if (!interrupted.signal.aborted) throw error;
    display.close();
    process.stderr.write(
      `\nThe job goes on.\n  ballast dlq jobs watch ${id}   shows it again\n  ballast dlq jobs cancel ${id}  ends it\n`,
    );
    process.exitCode = EXIT_CODE.interrupted;
  } finally {
    display.close();
    process.off('SIGINT', interrupt);
  }
}

/** One job; of its members at most `limit`, as the server gives them. */
export function readJob(
  api: Api,
  id: string,
  page: { limit?: number | undefined; cursor?: string | undefined } = {},
): Promise<Answer<RedriveJobDetail>> {
  return api.get(`/api/dlq/jobs/${id}`, (contracts) => contracts.RedriveJobDetailSchema, page);
}

async function readPatiently(api: Api, id: string, display: ProgressDisplay): Promise<Answer<RedriveJobDetail>> {
  let isAway = false;
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await readJob(api, id, { limit: 1 });
    } catch (error) {
      const passes = error instanceof CliError && error.code === 'unreachable';
      if (!passes || performance.now() > until) throw error;
      if (!isAway) display.note('web-server does not answer; the job goes on without it. Trying again ...');
      isAway = true;
      await pause(EVERY_MS);
    }
  }
}

function finish(session: Session, answer: Answer<RedriveJobDetail>): void {
  const { value: job } = answer;
  session.show(answer, renderJob);
  if (!hasSucceeded(job)) process.exitCode = EXIT_CODE.failed;
  if (job.state === 'stopped') {
    session.hint(`\nballast dlq jobs resume ${job.id} goes on with it, ballast dlq jobs cancel ${job.id} gives it up.`);
  }
}
