import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../../../failures/cli-error.ts';

/**
 * Lets a person change a text in `$VISUAL` or `$EDITOR`, and hands the result to `use`. The file is readable by nobody
 * else; where `use` fails it stays, so that the work is not lost, and the error says where it is.
 */
export async function editInEditor(text: string, name: string, use: (edited: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'ballast-edit-'));
  const path = join(folder, name);
  await writeFile(path, text, { mode: 0o600 });
  // Nothing of a person's work is in the file: before it was changed, and after it was sent.
  let isDispensable = true;
  try {
    await runEditor(path);
    const edited = await readFile(path, 'utf8');
    isDispensable = edited === text;
    await use(edited);
    isDispensable = true;
  } catch (error) {
    if (isDispensable || !(error instanceof CliError)) throw error;
    const where = `Your text is in ${path}: change it and give it as --file.`;
    throw new CliError(error.code, `${error.message.replace(/\.$/, '')}. ${where}`, { cause: error });
  } finally {
    if (isDispensable) await rm(folder, { recursive: true, force: true });
  }
}

// An editor's name may have arguments ("code --wait"), hence the shell; the path is an argument and never part of the command.
async function runEditor(path: string): Promise<void> {
  const editor = process.env.VISUAL || process.env.EDITOR || 'vi';
  const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0)
    throw new CliError('failed', `the editor (${editor}) ended with ${String(code)}; nothing was changed.`);
}
