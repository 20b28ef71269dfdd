import { Command, InvalidArgumentError } from 'commander';
import { CliError } from '../../failures/cli-error.ts';
import { wholeNumber } from '../../options/number.ts';
import { openSession } from '../../session.ts';
import { noun } from '../noun.ts';
import { LogAnalysis } from './log-analysis.ts';
import { readLines } from './read-lines.ts';
import { renderReport } from './report-tables.ts';

interface AnalyzeOptions {
  readonly id?: string;
  readonly top: number;
}

export function logs(): Command {
  return noun('logs', 'what the processes have logged', [analyze()]);
}

function analyze(): Command {
  return new Command('analyze')
    .description('errors by fingerprint, slowest operations, and what was logged of which message')
    .argument('[files...]', 'files of JSON lines, such as .ballast/logs/*.log; - or nothing: standard input')
    .option('--id <id>', 'only what is about this message, request, delivery or trace, and its lines', parseId)
    .option('--top <count>', 'how many of each list', wholeNumber(1, 1_000), 10)
    .action(async (files: readonly string[], { id, top }: AnalyzeOptions, self: Command) => {
      const session = openSession(self);
      if (files.length === 0 && process.stdin.isTTY === true) {
        throw new CliError('usage', 'which logs? Give their files, such as .ballast/logs/*.log, or pipe them in.');
      }
      const analysis = new LogAnalysis(id);
      for await (const line of readLines(files.length === 0 ? ['-'] : files)) analysis.add(line);
      const report = analysis.report(top);
      session.show({ value: report, raw: report }, renderReport);
    });
}

/** An id as it stands in a log: generation and enqueue count do not count. */
function parseId(text: string): string {
  if (/^[\w.:@+-]{1,200}$/.test(text)) return text.replace(/:r\d+(?::e\d+)?$/, '');
  throw new InvalidArgumentError('It must be the id of a message, a request, a delivery or a trace.');
}
