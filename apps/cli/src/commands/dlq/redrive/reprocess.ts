import { Command } from 'commander';
import { explainQuery } from '../../../api/query-fault.ts';
import { CliError } from '../../../failures/cli-error.ts';
import { addChangeFlags, type ChangeOptions, queryOf, readSelection, type Selection } from '../../../options/change.ts';
import { parseDuration, parseWholeSeconds } from '../../../options/duration.ts';
import { parseLetters } from '../../../options/ids.ts';
import { parseRate, parseShare, wholeNumber } from '../../../options/number.ts';
import { type PaceOptions, ratePerSecond } from '../../../options/pace.ts';
import { parseWaves } from '../../../options/waves.ts';
import type { Session } from '../../../session.ts';
import { openSession } from '../../../session.ts';
import { confirm, reasonFor } from '../../../terminal/ask.ts';
import { countOf } from '../../../terminal/count.ts';
import { watchJob } from '../jobs/watch-job.ts';
import { redriveQuestion, renderPlan } from './plan.ts';

interface Options extends PaceOptions, ChangeOptions {
  readonly query?: string;
  readonly startIn?: number;
  readonly canary?: boolean | number[];
  readonly threshold?: number;
  readonly waveDeadline?: number;
  readonly force?: boolean;
  readonly watch?: boolean;
  readonly detach?: boolean;
}

const HELP = `
Without ids and --query it takes every pending dead letter. The members are chosen now and stay the same.

  ballast dlq reprocess --batch 100 --delay 1s     all pending, 100 a second
  ballast dlq reprocess --query 'code:smtp_451' --rate 20
  ballast dlq reprocess 4711 4712 --no-canary --reason "mailbox made larger"

--batch and --delay set the rate: a batch is spread over its delay and not sent in one burst. Waves of 1, 5 and 25 go
first; when more than a fifth of a wave fails, or says nothing until its deadline, the job stops by itself.`;

export function reprocess(): Command {
  const command = new Command('reprocess')
    .description('send dead letters again, as a job with a rate and a canary')
    .argument('[ids...]', 'letters’ ids, or their messages’', parseLetters)
    .option('--query <query>', 'all pending ones that this query finds')
    .option('--batch <number>', 'so many ...', wholeNumber(1, 100_000))
    .option('--delay <time>', '... in this time (1s)', parseDuration)
    .option('--rate <number>', 'messages a second (10)', parseRate)
    .option('--start-in <time>', 'begin after this time', parseDuration)
    .option('--canary [sizes]', 'sizes of the waves before the rest (1,5,25)', parseWaves)
    .option('--no-canary', 'no waves')
    .option('--threshold <share>', 'stop when more than this share of a wave fails (20%)', parseShare)
    .option('--wave-deadline <time>', 'what has no outcome by then counts as failed (60s)', parseWholeSeconds)
    .option('--force', 'also poison, and what rules would refuse');
  return addChangeFlags(command)
    .option('--watch', 'show the job until it ends (as is done on a terminal)')
    .option('--detach', 'return when the job is made')
    .addHelpText('after', HELP)
    .action(async (ids: string[] | undefined, options: Options, self: Command) => {
      const body = bodyOf(ids, options);
      const session = openSession(self);
      if (options.dryRun === true || options.yes !== true) {
        const ask = { ...body, dry_run: true, reason: 'dry run' };
        const plan = await explainQuery(queryOf(body), () =>
          session.api.send('POST', '/api/dlq/jobs', ask, (contracts) => contracts.DryRunSchema),
        );
        if (options.dryRun === true) return session.show(plan, renderPlan);
        if (plan.value.would_send > 0) {
          session.tell((screen) => renderPlan(plan.value, screen));
          await confirm(redriveQuestion(plan.value), options.yes);
        }
      }
      const reason = await reasonFor(options.reason, options.yes);
      await start(session, { ...body, reason }, options);
    });
}

async function start(session: Session, body: Selection & { readonly reason: string }, options: Options): Promise<void> {
  const answer = await explainQuery(queryOf(body), () =>
    session.api.send('POST', '/api/dlq/jobs', body, (contracts) => contracts.RedriveJobSchema),
  );
  const { id, total, counts } = answer.value;
  const isWatched =
    options.watch === true || (options.detach !== true && !session.json && process.stderr.isTTY === true);
  if (isWatched) return watchJob(session, id);
  const refused = counts.refused > 0 ? ` ${countOf(counts.refused, 'other')} refused.` : '';
  session.show(answer, () => `Job ${id} sends ${countOf(total - counts.refused, 'dead letter')} again.${refused}`);
  session.hint(`ballast dlq jobs watch ${id} shows how it goes.`);
}

function bodyOf(ids: string[] | undefined, options: Options): Selection & Record<string, unknown> {
  if (options.watch === true && options.detach === true)
    throw new CliError('usage', 'give either --watch or --detach.');
  return {
    ...readSelection(ids, options.query, ''),
    rate_per_second: ratePerSecond(options),
    delay_seconds: options.startIn,
    canary: options.canary,
    failure_threshold: options.threshold,
    wave_deadline_seconds: options.waveDeadline,
    force: options.force,
  };
}
