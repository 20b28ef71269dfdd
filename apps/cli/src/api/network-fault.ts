import { CliError } from '../failures/cli-error.ts';

/** Who was asked, as a person is told of it. */
export interface Asked {
  readonly name: string;
  /** What starts it. */
  readonly start: string;
  /** What says where it is. */
  readonly variable: string;
}

const WEB_SERVER: Asked = { name: 'web-server', start: './scripts/start -d', variable: 'BALLAST_URL' };

/** What `fetch` throws says "fetch failed"; the reason is in its causes. */
export function describeNetworkFault(error: unknown, url: string, asked = WEB_SERVER): CliError {
  return new CliError('unreachable', `${asked.name} ${sentenceOf(codeOf(error), url, asked)}.`, { cause: error });
}

function sentenceOf(code: string, url: string, { start, variable }: Asked): string {
  const remedy = `start it with ${start}, or set ${variable} to where it is`;
  switch (code) {
    case 'ECONNREFUSED':
      return `does not run at ${url}: ${remedy}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `cannot be found: there is no host ${URL.parse(url)?.hostname ?? url}; set ${variable} to where it is`;
    case 'TimeoutError':
      return `does not answer at ${url} within 30 seconds: look at its log, or try again`;
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return `at ${url} ended the connection in the middle of its answer: look at its log, and try again`;
    default:
      return `cannot be reached at ${url} (${code}): ${remedy}`;
  }
}

function codeOf(error: unknown): string {
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    if (one.name === 'TimeoutError') return one.name;
    // Several addresses were tried, each with its own failure.
    const [first] = one instanceof AggregateError ? one.errors : [];
    if (first instanceof Error && 'code' in first) return String(first.code);
    if ('code' in one && typeof one.code === 'string') return one.code;
  }
  return error instanceof Error ? error.message : 'unknown';
}
