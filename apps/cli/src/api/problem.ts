import type { Problem } from '@ballast/contracts';
import { CliError } from '../failures/cli-error.ts';
import { printable } from '../terminal/printable.ts';
import type { ApiSettings } from './settings.ts';

/** An answer that says no, as a failure with the server's own reason and what can be done about it. */
export async function describeProblem(
  response: Response,
  settings: ApiSettings,
  asked: { readonly method: string; readonly path: string },
): Promise<CliError> {
  const problem = readProblem(await response.text().catch(() => ''));
  if (problem === undefined) {
    return new CliError(
      'incompatible',
      `${settings.url} answers ${asked.method} ${asked.path} with status ${response.status}, and not as Ballast’s web-server does: check BALLAST_URL.`,
    );
  }
  return new ProblemError(problem, sentenceOf(problem, settings, asked));
}

/** The server's refusal, for a command that knows more about its cause. */
export class ProblemError extends CliError {
  readonly problem: Problem;

  constructor(problem: Problem, message: string) {
    super('refused', message);
    this.problem = problem;
  }
}

function sentenceOf(problem: Problem, settings: ApiSettings, asked: { method: string; path: string }): string {
  const detail = printable(problem.detail ?? '').replace(/\.$/, '');
  const reason = detail === '' ? problem.title : detail;
  switch (problem.code) {
    case 'unauthorized':
      return settings.key === undefined
        ? `${settings.url} needs a key: set BALLAST_API_KEY or BALLAST_API_KEY_FILE, or give --key-file.`
        : `${settings.url} does not know this key: check BALLAST_API_KEY, BALLAST_API_KEY_FILE or --key-file.`;
    case 'forbidden':
      return `this key may not do that: ${reason}.`;
    case 'not_found':
      return `${reason} (${asked.method} ${settings.url}${asked.path}).`;
    case 'conflict':
      return `${reason}.`;
    case 'internal':
      return `web-server failed inside${problem.trace_id === undefined ? '' : ` (trace ${problem.trace_id})`}: look at its log, or try again.`;
    case 'overloaded':
    case 'unavailable':
      return `${problem.title.toLowerCase()}: ${reason}. Try again in a moment.`;
    default:
      return `${problem.title}: ${reason}.`;
  }
}

function readProblem(text: string): Problem | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isProblem(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

// Looked at by hand: a refusal must be told even when the contracts are of another version and know other codes.
function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'title' in value && 'status' in value;
}
