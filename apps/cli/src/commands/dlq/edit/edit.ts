import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { parseExact } from '../../../api/parse-exact.ts';
import { CliError } from '../../../failures/cli-error.ts';
import { addChangeFlags, type ChangeOptions } from '../../../options/change.ts';
import { parseLetter } from '../../../options/ids.ts';
import { openSession, type Session } from '../../../session.ts';
import { canAsk, confirm, reasonFor } from '../../../terminal/ask.ts';
import { countOf } from '../../../terminal/count.ts';
import { joinParts } from '../../../terminal/section.ts';
import { watchJob } from '../jobs/watch-job.ts';
import { readLetter } from '../letters/read-letter.ts';
import { renderDiff } from './edit-diff.ts';
import { editInEditor } from './open-editor.ts';

interface Options extends ChangeOptions {
  readonly file?: string;
  readonly redrive?: boolean;
}

export function edit(): Command {
  const command = new Command('edit')
    .description('change what the next redrive of a dead letter sends; the original is kept')
    .argument('<id>', 'the letter’s id, or its message’s', parseLetter)
    .option('--file <file>', 'the whole message as JSON, - for standard input; without it $EDITOR opens')
    .option('--redrive', 'send it at once');
  return addChangeFlags(command).action(async (id: string, options: Options, self: Command) => {
    const session = openSession(self);
    if (options.file !== undefined) return apply(session, id, readText(options.file), options);
    if (!canAsk()) throw new CliError('usage', 'there is no terminal to edit at: give the message as --file.');
    const { value: letter } = await readLetter(session.api, id);
    const { edited_payload } = letter;
    const message = edited_payload === undefined ? letter.payload : await parseExact(edited_payload);
    if (message === undefined) {
      throw new CliError('refused', 'its payload is no JSON: give the whole message as --file.');
    }
    await editInEditor(`${JSON.stringify(message, null, 2)}\n`, `letter-${letter.id}.json`, (edited) =>
      apply(session, id, edited, options),
    );
  });
}

async function apply(session: Session, id: string, text: string, options: Options): Promise<void> {
  const path = `/api/dlq/messages/${encodeURIComponent(id)}/edit`;
  const post = (body: Record<string, unknown>) =>
    session.api.send('POST', path, body, (contracts) => contracts.EditAnswerSchema);
  const payload = parsePayload(text);
  if (options.dryRun === true || options.yes !== true) {
    const plan = await post({ payload, redrive: options.redrive, dry_run: true, reason: 'dry run' });
    const { diff } = plan.value;
    if (options.dryRun === true)
      return session.show(plan, (_, screen) =>
        diff.length === 0 ? 'Nothing would change.' : renderDiff(diff, screen),
      );
    if (diff.length === 0 && options.redrive !== true)
      throw new CliError('declined', 'nothing was changed: the message is the same.');
    session.tell((screen) => renderDiff(diff, screen));
    const changes = countOf(diff.length, 'change');
    await confirm(
      options.redrive === true
        ? `Make ${changes} to dead letter ${id} and send it again?`
        : `Make ${changes} to dead letter ${id}?`,
      options.yes,
    );
  }
  const answer = await post({
    payload,
    redrive: options.redrive,
    reason: await reasonFor(options.reason, options.yes),
  });
  const { job_id, diff } = answer.value;
  session.show(answer, (_, screen) =>
    joinParts([
      `${countOf(diff.length, 'change')} to dead letter ${answer.value.id}${job_id === null ? '' : `, sent again by job ${job_id}`}.`,
      renderDiff(diff, screen),
    ]),
  );
  if (job_id === null) session.hint(`\nballast dlq reprocess ${answer.value.id} sends it.`);
  else if (!session.json && process.stderr.isTTY === true) await watchJob(session, job_id);
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new CliError('usage', `--file ${path} cannot be read (${code}).`, { cause: error });
  }
}

// Numbers beyond 2^53 would be rounded by reading them here: a text of JSON goes as it is. It is read to refuse at once
// what is none.
function parsePayload(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError('usage', `the message is no JSON: ${why}.`, { cause: error });
  }
}
