import type { Command } from 'commander';
import { wholeNumber } from './number.ts';

export interface PageOptions {
  readonly limit?: number;
  readonly cursor?: string;
  readonly all?: boolean;
}

/** The flags of a list that comes in pages. */
export function addPageFlags(command: Command): Command {
  return command
    .option('--limit <number>', 'how many at most, 1 to 200 (50)', wholeNumber(1, 200))
    .option('--cursor <cursor>', 'go on after an earlier page')
    .option('--all', 'every page; with --json one array');
}

/** As many a request as the server gives, where all are wanted. */
export function pageLimit({ limit, all }: PageOptions): number | undefined {
  return all === true ? 200 : limit;
}
