import { Command } from 'commander';
import { CliError } from '../../../failures/cli-error.ts';
import { addChangeFlags, type ChangeOptions } from '../../../options/change.ts';
import { isLetterNumber, parseLetters, parseUuid } from '../../../options/ids.ts';
import { openSession } from '../../../session.ts';
import { confirm, reasonFor } from '../../../terminal/ask.ts';
import { countOf } from '../../../terminal/count.ts';
import { joinParts } from '../../../terminal/section.ts';
import { describeRefusals, renderRefusals } from './refusals.ts';

interface Options extends ChangeOptions {
  readonly letters?: boolean;
}

export function undo(): Command {
  const command = new Command('undo')
    .description('take a discard back: its letters are pending again')
    .argument('<discard>', 'the id that dlq discard printed, or a letter’s number')
    .argument('[more...]', 'more letters’ numbers')
    .option('--letters', 'the ids are those of letters’ messages, not of one discard');
  return addChangeFlags(command).action(async (first: string, more: string[], options: Options, self: Command) => {
    const session = openSession(self);
    const selection = readSelection(first, more, options.letters === true || isLetterNumber(first));
    const what =
      'message_ids' in selection
        ? countOf(selection.message_ids.length, 'dead letter')
        : `the whole of discard ${selection.discard_id}`;
    if (options.dryRun === true)
      return session.done(selection, `Would bring back ${what}, as far as they are discarded.`);
    await confirm(`Bring back ${what}?`, options.yes);
    const answer = await session.api.send(
      'POST',
      '/api/dlq/undo',
      { ...selection, reason: await reasonFor(options.reason, options.yes) },
      (contracts) => contracts.UndoAnswerSchema,
    );
    const { restored, refused } = answer.value;
    if (restored === 0) {
      if (session.json) session.show(answer, () => '');
      throw new CliError(
        'refused',
        refused.length === 0
          ? 'there was nothing to take back.'
          : `nothing was taken back: ${describeRefusals(refused)}.`,
      );
    }
    session.show(answer, (_, screen) =>
      joinParts([`${countOf(restored, 'dead letter')} pending again.`, renderRefusals(refused, screen)]),
    );
  });
}

function readSelection(first: string, more: readonly string[], areLetters: boolean) {
  if (areLetters) {
    return {
      message_ids: [first, ...more].reduce<string[] | undefined>((all, id) => parseLetters(id, all), undefined) ?? [],
    };
  }
  if (more.length > 0)
    throw new CliError(
      'usage',
      'give the id of one discard, or letters’ numbers, or --letters with the ids of messages.',
    );
  return { discard_id: parseUuid(first) };
}
