import { CliError } from '../failures/cli-error.ts';
import { printable } from '../terminal/printable.ts';
import { widthOf } from '../terminal/shorten.ts';
import { ProblemError } from './problem.ts';

/** Runs what sends a query; when the server cannot read it, the failure shows it with a caret under the fault. */
export async function explainQuery<T>(query: string | undefined, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.code !== 'invalid_query' || query === undefined) throw error;
    const detail = printable(error.problem.detail ?? error.problem.title);
    throw new CliError('usage', `the query cannot be read. ${detail}${pointAt(query, error.problem.position)}`, {
      cause: error,
    });
  }
}

const BEFORE = 40;
const SHOWN = 72;

/** The part of a query around a place in it, with a caret below; nothing where the place is not known. */
export function pointAt(query: string, position: number | undefined): string {
  if (position === undefined || position > query.length) return '';
  const start = query.length <= SHOWN ? 0 : Math.max(0, position - BEFORE);
  const text = printable(query.slice(start, start + SHOWN));
  const caret = ' '.repeat(widthOf(printable(query.slice(start, position))));
  return `\n  ${text}\n  ${caret}^`;
}
