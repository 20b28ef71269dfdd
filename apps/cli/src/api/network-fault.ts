import { CliError } from '../failures/cli-error.ts';

const START = 'start it with ./scripts/start -d, or set BALLAST_URL to where it is';

/** What `fetch` throws says "fetch failed"; the reason is in its causes. */
export function describeNetworkFault(error: unknown, url: string): CliError {
  const code = codeOf(error);
  return new CliError('unreachable', `web-server ${sentenceOf(code, url)}.`, { cause: error });
}

function sentenceOf(code: string, url: string): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `does not run at ${url}: ${START}`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `cannot be found: there is no host ${URL.parse(url)?.hostname ?? url}; set BALLAST_URL to where it is`;
    case 'TimeoutError':
      return `does not answer at ${url} within 30 seconds: look at its log, or try again`;
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return `at ${url} ended the connection in the middle of its answer: look at its log, and try again`;
    default:
      return `cannot be reached at ${url} (${code}): ${START}`;
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
