import { readFileSync } from 'node:fs';
import { CliError } from '../failures/cli-error.ts';

export interface ApiSettings {
  /** Where web-server is, without a slash at its end. */
  readonly url: string;
  /** Undefined where none is given: the server then says what it needs. */
  readonly key: string | undefined;
}

export interface ApiFlags {
  readonly url?: string;
  readonly keyFile?: string;
}

const DEFAULT_URL = 'http://127.0.0.1:8080';

/**
 * Flags over the environment. A key is never an argument, because every process on the machine can read those: it comes
 * from `--key-file`, `BALLAST_API_KEY` or `BALLAST_API_KEY_FILE`.
 */
export function readApiSettings(flags: ApiFlags, env: NodeJS.ProcessEnv): ApiSettings {
  const [text, source] =
    flags.url === undefined ? [env.BALLAST_URL || DEFAULT_URL, 'BALLAST_URL'] : [flags.url, '--url'];
  return {
    url: readAddress(text, source, DEFAULT_URL, ': set BALLAST_API_KEY or BALLAST_API_KEY_FILE'),
    key: readKey(flags.keyFile, env),
  };
}

/**
 * An address as it is asked, without a slash at its end.
 *
 * @param source where the text is from, for the person to find it
 * @param instead where a name or a password belongs, told where the address holds one
 */
export function readAddress(text: string, source: string, example: string, instead = ''): string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new CliError('usage', `${source} must be an address like ${example}; it is "${text}".`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new CliError('usage', `${source} must not hold a name or a password${instead}.`);
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

function readKey(flag: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  if (flag !== undefined) return readKeyFile(flag, '--key-file');
  if (env.BALLAST_API_KEY) return checkKey(env.BALLAST_API_KEY.trim(), 'BALLAST_API_KEY');
  if (env.BALLAST_API_KEY_FILE) return readKeyFile(env.BALLAST_API_KEY_FILE, 'BALLAST_API_KEY_FILE');
  return undefined;
}

function readKeyFile(path: string, source: string): string {
  try {
    return checkKey(readFileSync(path, 'utf8').trim(), source);
  } catch (error) {
    if (error instanceof CliError) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${String(code)})`;
    throw new CliError('usage', `${source} names ${path}, and ${why}.`, { cause: error });
  }
}

function checkKey(key: string, source: string): string {
  if (/^[\x21-\x7e]+$/.test(key)) return key;
  throw new CliError('usage', `${source} must hold one key in one line of letters, digits and signs, without spaces.`);
}
