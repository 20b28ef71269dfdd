import { createInterface } from 'node:readline/promises';
import { CliError } from '../failures/cli-error.ts';

/** Whether a person can be asked: questions go to standard error, answers come from standard input. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** One line from the person at the terminal. Ctrl-C and Ctrl-D end the command with nothing changed. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const given = new AbortController();
  lines.once('SIGINT', () => given.abort());
  lines.once('close', () => given.abort());
  try {
    return (await lines.question(question, { signal: given.signal })).trim();
  } catch (error) {
    process.stderr.write('\n');
    throw new CliError('declined', 'nothing was changed.', { cause: error });
  } finally {
    lines.close();
  }
}

/**
 * Goes on only after a yes to the question, which names what will change and how much. `--yes` answers it before; where
 * nobody can be asked and nobody has said `--yes`, the command was used wrongly.
 */
export async function confirm(question: string, yes: boolean | undefined): Promise<void> {
  if (yes === true) return;
  if (!canAsk()) {
    throw new CliError(
      'usage',
      `${question.replace(/\?$/, '')}: there is no terminal to ask at. Give --yes if you mean it, or --dry-run to look.`,
    );
  }
  const answer = await ask(`${question} [y/N] `);
  if (!/^(y|yes)$/i.test(answer)) throw new CliError('declined', 'nothing was changed.');
}

/** The `--reason`, or what a person answers, or the command itself: the audit log is to say something true. */
export async function reasonFor(given: string | undefined, yes: boolean | undefined): Promise<string> {
  if (given !== undefined) return given.trim();
  const answer = yes === true || !canAsk() ? '' : await ask('Why? (kept in the audit log; Enter notes the command) ');
  return answer || commandLine();
}

const MOST_CHARACTERS = 200;

function commandLine(): string {
  const typed = ['ballast', ...process.argv.slice(2)].join(' ');
  return typed.length > MOST_CHARACTERS ? `${typed.slice(0, MOST_CHARACTERS - 1)}…` : typed;
}
