import { Command, Option } from 'commander';
import { parseUuid } from '../../../options/ids.ts';
import { wholeNumber } from '../../../options/number.ts';
import { addPageFlags, type PageOptions, pageLimit } from '../../../options/page.ts';
import { openSession } from '../../../session.ts';
import { noun } from '../../noun.ts';
import { showList } from '../../show-list.ts';
import { JOB_STATES } from '../letters/letter-words.ts';
import { controlJob } from './control.ts';
import { renderJobWithItems } from './job-detail.ts';
import { renderJobs } from './job-table.ts';
import { readJob, watchJob } from './watch-job.ts';

export function jobs(): Command {
  return noun('jobs', 'redrive jobs: how they go, and who stops them', [show(), watch(), ...controlJob()], list());
}

function list(): Command {
  const command = new Command('list')
    .description('redrive jobs, newest first')
    .addOption(new Option('--state <state>', 'only those in this state').choices(JOB_STATES));
  return addPageFlags(command).action(async (options: PageOptions & { state?: string }, self: Command) => {
    const session = openSession(self);
    const filter = { state: options.state, limit: pageLimit(options) };
    await showList(session, options, {
      read: (cursor) =>
        session.api.get('/api/dlq/jobs', (contracts) => contracts.RedriveJobListSchema, { ...filter, cursor }),
      render: renderJobs,
      empty: 'No redrive jobs. ballast dlq reprocess makes one.',
    });
  });
}

function show(): Command {
  const command = new Command('show')
    .description('one job, its waves and members')
    .argument('<job>', 'the id of the job', parseUuid)
    .option('--limit <number>', 'members at most, 1 to 200 (50)', wholeNumber(1, 200))
    .option('--cursor <cursor>', 'go on after an earlier page of members');
  return command.action(async (id: string, options: PageOptions, self: Command) => {
    const session = openSession(self);
    const answer = await readJob(session.api, id, options);
    session.show(answer, renderJobWithItems);
    if (answer.value.next_cursor !== null) {
      session.hint(`There are more members: --cursor ${answer.value.next_cursor} shows the next ones.`);
    }
  });
}

function watch(): Command {
  return new Command('watch')
    .description('follow a job until it ends; Ctrl-C leaves it running')
    .argument('<job>', 'the id of the job', parseUuid)
    .action((id: string, _options: unknown, self: Command) => watchJob(openSession(self), id));
}
