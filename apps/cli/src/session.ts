import type { Command } from 'commander';
import { type Answer, type Api, createApi } from './api/api.ts';
import { type ApiFlags, readApiSettings } from './api/settings.ts';
import { type Screen, screenOf } from './terminal/screen.ts';

/** What a command works with, once its flags are read. */
export interface Session {
  readonly api: Api;
  readonly json: boolean;
  /** Prints an answer: as JSON what the server sent, else what the rendering makes of it. */
  show<T>(answer: Answer<T>, render: (value: T, screen: Screen) => string): void;
  /** Prints what was done, where the server answers nothing: as JSON the document, else the sentence. */
  done(document: unknown, sentence: string): void;
  /** Says on standard error what belongs to a question or to a job under way, and not to the answer. */
  tell(render: (screen: Screen) => string): void;
  /** Tells the person at the terminal how to go on; a pipe gets none of it. */
  hint(text: string): void;
}

/** The flags that every command takes, wherever they stand on the line. */
export function addCommonFlags(program: Command): Command {
  return program
    .option('--json', 'print the answer of the server as one JSON document')
    .option('--url <url>', 'where web-server is (BALLAST_URL; http://127.0.0.1:8080)')
    .option('--key-file <file>', 'a file that holds the key (BALLAST_API_KEY, BALLAST_API_KEY_FILE)');
}

export function openSession(command: Command): Session {
  const flags = command.optsWithGlobals<ApiFlags & { readonly json?: boolean }>();
  const json = flags.json === true;
  const print = (text: string) => void process.stdout.write(text === '' ? '' : `${text}\n`);
  return {
    api: createApi(readApiSettings(flags, process.env)),
    json,
    show: (answer, render) =>
      print(json ? JSON.stringify(answer.raw, null, 2) : render(answer.value, screenOf(process.stdout))),
    done: (document, sentence) => print(json ? JSON.stringify(document, null, 2) : sentence),
    tell: (render) => {
      const text = render(screenOf(process.stderr));
      if (text !== '') process.stderr.write(`${text}\n\n`);
    },
    hint: (text) => {
      if (process.stdout.isTTY === true && process.stderr.isTTY === true) {
        process.stderr.write(`${screenOf(process.stderr).paint('dim', text)}\n`);
      }
    },
  };
}
