import { Command } from 'commander';
import { explainQuery } from '../../../api/query-fault.ts';
import { CliError } from '../../../failures/cli-error.ts';
import { addChangeFlags, type ChangeOptions, queryOf, readSelection } from '../../../options/change.ts';
import { parseLetters } from '../../../options/ids.ts';
import { openSession } from '../../../session.ts';
import { confirm, reasonFor } from '../../../terminal/ask.ts';
import { countOf } from '../../../terminal/count.ts';
import { joinParts } from '../../../terminal/section.ts';
import { countSelection } from './count-selection.ts';
import { describeRefusals, renderRefusals } from './refusals.ts';

interface Options extends ChangeOptions {
  readonly query?: string;
}

export function discard(): Command {
  const command = new Command('discard')
    .description('give dead letters up; undo takes it back')
    .argument('[ids...]', 'letters’ ids, or their messages’', parseLetters)
    .option('--query <query>', 'all pending ones that this query finds');
  return addChangeFlags(command).action(async (ids: string[] | undefined, options: Options, self: Command) => {
    const session = openSession(self);
    const selection = readSelection(ids, options.query);
    if (options.dryRun === true || options.yes !== true) {
      const plan = await countSelection(session.api, selection);
      const letters = countOf(plan.value.total, 'dead letter');
      if (options.dryRun === true)
        return session.show(plan, () => `Would discard ${letters}, as far as they are pending.`);
      if (plan.value.total > 0) await confirm(`Discard ${letters}?`, options.yes);
    }
    const body = { ...selection, reason: await reasonFor(options.reason, options.yes) };
    const answer = await explainQuery(queryOf(selection), () =>
      session.api.send('DELETE', '/api/dlq/discard', body, (contracts) => contracts.DiscardAnswerSchema),
    );
    const { discarded, discard_id, refused } = answer.value;
    if (discarded === 0) {
      if (session.json) session.show(answer, () => '');
      throw new CliError(
        'refused',
        refused.length === 0
          ? 'no pending dead letter matches.'
          : `nothing was discarded: ${describeRefusals(refused)}.`,
      );
    }
    session.show(answer, (_, screen) =>
      joinParts([
        `Discarded ${countOf(discarded, 'dead letter')}, as act ${discard_id}.`,
        renderRefusals(refused, screen),
      ]),
    );
    session.hint(`\nballast dlq undo ${discard_id} takes it back.`);
  });
}
