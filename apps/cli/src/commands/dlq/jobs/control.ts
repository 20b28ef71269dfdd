import type { RedriveJob } from '@ballast/contracts/operators';
import { Command } from 'commander';
import { addChangeFlags, type ChangeOptions } from '../../../options/change.ts';
import { parseUuid } from '../../../options/ids.ts';
import { openSession } from '../../../session.ts';
import { confirm } from '../../../terminal/ask.ts';
import { countOf } from '../../../terminal/count.ts';
import { renderJob } from './job-detail.ts';
import { finishedOf } from './job-numbers.ts';
import { readJob } from './watch-job.ts';

const ACTS = [
  { act: 'pause', description: 'send nothing more of it until it is resumed', verb: 'Pause' },
  { act: 'resume', description: 'go on with a paused or stopped job', verb: 'Resume' },
  { act: 'cancel', description: 'send nothing more of it, for good', verb: 'Cancel' },
] as const;

/** `pause`, `resume` and `cancel`. */
export function controlJob(): Command[] {
  return ACTS.map(({ act, description, verb }) =>
    addChangeFlags(new Command(act).description(description))
      .argument('<job>', 'the id of the job', parseUuid)
      .action(async (id: string, { reason, yes, dryRun }: ChangeOptions, self: Command) => {
        const session = openSession(self);
        if (dryRun === true || yes !== true) {
          const job = await readJob(session.api, id, { limit: 1 });
          if (dryRun === true) return session.show(job, renderJob);
          await confirm(`${verb} this job, ${leftOf(job.value)}?`, yes);
        }
        const body = reason === undefined ? {} : { reason };
        const path = `/api/dlq/jobs/${id}/${act}`;
        session.show(await session.api.send('POST', path, body, (contracts) => contracts.RedriveJobSchema), renderJob);
      }),
  );
}

function leftOf(job: RedriveJob): string {
  return `of whose ${countOf(job.total, 'dead letter')} ${job.total - finishedOf(job.counts)} have no end yet`;
}
