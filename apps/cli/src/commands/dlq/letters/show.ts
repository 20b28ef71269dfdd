import type { DeadLetterDetail } from '@ballast/contracts/operators';
import { Command } from 'commander';
import { parseExact } from '../../../api/parse-exact.ts';
import { CliError } from '../../../failures/cli-error.ts';
import { parseLetter } from '../../../options/ids.ts';
import { openSession } from '../../../session.ts';
import { renderLetter } from './letter-detail.ts';
import { readLetter } from './read-letter.ts';

interface Options {
  readonly raw?: boolean;
  readonly timeline?: boolean;
}

export function showLetter(): Command {
  return new Command('show')
    .description('one dead letter: its error, payload, headers and history')
    .argument('<id>', 'the letter’s id, or its message’s', parseLetter)
    .option('--raw', 'print the payload’s bytes as they came, and nothing else')
    .option('--timeline', 'with everything that has happened to its message')
    .action(async (id: string, { raw, timeline }: Options, self: Command) => {
      const session = openSession(self);
      if (raw === true && session.json) throw new CliError('usage', 'give either --raw or --json.');
      const answer = await readLetter(session.api, id);
      if (raw === true) return printRaw(answer.value);
      const { edited_payload } = answer.value;
      const edited = edited_payload === undefined ? undefined : await parseExact(edited_payload);
      session.show(answer, (letter, screen) => renderLetter(letter, screen, { timeline: timeline === true, edited }));
      if (answer.value.status === 'pending')
        session.hint(
          `\nballast dlq reprocess ${answer.value.id} sends it again; ballast dlq edit ${answer.value.id} changes it first.`,
        );
    });
}

// Bytes that are no text could do anything to a terminal; into a file or a pipe they go as they are.
function printRaw(letter: DeadLetterDetail): void {
  if (letter.payload_raw === undefined) {
    process.stdout.write(`${JSON.stringify(letter.payload, null, process.stdout.isTTY ? 2 : undefined)}\n`);
    return;
  }
  if (process.stdout.isTTY === true) {
    throw new CliError(
      'usage',
      'the payload is no JSON, and its bytes could upset the terminal: send them to a file or a pipe.',
    );
  }
  process.stdout.write(Buffer.from(letter.payload_raw, 'base64'));
}
