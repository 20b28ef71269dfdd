import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { CliError } from '../../failures/cli-error.ts';

/** A line that is longer is cut: no file, whatever it is, may fill the memory. */
const MAX_LINE_CHARS = 1_048_576;

/** The lines of files, one after the other, as they are read; of standard input for `-`. @throws CliError `failed` */
export async function* readLines(files: readonly string[]): AsyncGenerator<string> {
  for (const file of files) {
    try {
      yield* linesOf(file === '-' ? process.stdin : createReadStream(file));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new CliError('failed', `cannot read ${file}: ${code ?? String(error)}.`, { cause: error });
    }
  }
}

/** Splits what a stream gives into its lines, without the empty ones. */
export async function* linesOf(chunks: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let begun = '';
  for await (const chunk of chunks) {
    const [first = '', ...rest] = (typeof chunk === 'string' ? chunk : decoder.write(chunk)).split('\n');
    begun = begun.length < MAX_LINE_CHARS ? begun + first : begun;
    for (const part of rest) {
      if (begun.trim() !== '') yield begun.trimEnd();
      begun = part;
    }
  }
  begun += decoder.end();
  if (begun.trim() !== '') yield begun.trimEnd();
}
