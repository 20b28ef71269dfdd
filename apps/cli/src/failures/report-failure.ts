import { CommanderError } from 'commander';
import { CliError } from './cli-error.ts';

/** 0: done. 1: failed. 2: used wrongly. 130: a person pressed Ctrl-C. */
export const EXIT_CODE = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** Says on standard error what went wrong, in one line wherever one line can hold it, and returns the exit code. */
export function reportFailure(error: unknown): number {
  if (error instanceof CommanderError) return reportCommander(error);
  process.stderr.write(`ballast: ${error instanceof Error ? error.message : String(error)}\n`);
  return error instanceof CliError && error.code === 'usage' ? EXIT_CODE.usage : EXIT_CODE.failed;
}

// Help and version are "errors" for commander too; whatever else it throws is a command line that it cannot read.
function reportCommander(error: CommanderError): number {
  if (error.exitCode === 0) return EXIT_CODE.done;
  if (error.code === 'commander.help') return EXIT_CODE.usage;
  const sentence = error.message
    .replace(/^error: /, '')
    .replace(/^command-argument value '(.*)' is invalid for argument '(.*)'\./, "'$1' is no <$2>:")
    .replace(/\n+/g, ' ');
  process.stderr.write(`ballast: ${sentence}\n`);
  return EXIT_CODE.usage;
}
