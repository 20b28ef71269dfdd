import { Command, CommanderError } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { completion } from './commands/completion/completion.ts';
import { dlq } from './commands/dlq/dlq.ts';
import { keys } from './commands/keys/keys.ts';
import { ledger } from './commands/ledger/ledger.ts';
import { logs } from './commands/logs/logs.ts';
import { metrics } from './commands/metrics/metrics.ts';
import { ratelimit } from './commands/ratelimit/ratelimit.ts';
import { streams } from './commands/streams/streams.ts';
import { breakers } from './commands/system/breakers.ts';
import { status } from './commands/system/status.ts';
import { workers } from './commands/system/workers.ts';
import { timeline } from './commands/timeline/timeline.ts';
import { addCommonFlags } from './session.ts';

const HELP = `
Set BALLAST_URL (http://127.0.0.1:8080) and BALLAST_API_KEY or BALLAST_API_KEY_FILE; ./scripts/ballast does it for the
stack of this clone. Exit codes: 0 done, 1 failed, 2 used wrongly. Colour only on a terminal, and not with NO_COLOR.`;

/** The whole tree of commands; nothing of it has read a flag or asked a server yet. */
export function createProgram(): Command {
  const program = new Command('ballast')
    .description('Dead letters, ledger, streams, workers, limits, metrics and logs of Ballast.')
    .version(packageJson.version);
  addCommonFlags(program).addHelpText('after', HELP);
  const commands = [
    status(),
    dlq(),
    timeline(),
    ledger(),
    streams(),
    workers(),
    breakers(),
    ratelimit(),
    metrics(),
    logs(),
    keys(),
  ];
  for (const command of commands) program.addCommand(command);
  program.addCommand(completion(program));
  makeStrict(program);
  return program;
}

// Every command, and not only the first, throws what it cannot read: the exit code is ours, and its text is one line that
// says where help is.
function makeStrict(command: Command, path = command.name()): void {
  command
    .exitOverride((error) => {
      throw error.exitCode === 0
        ? error
        : new CommanderError(error.exitCode, error.code, `${error.message} (${path} --help)`);
    })
    .configureOutput({ outputError: () => {} })
    .configureHelp({ showGlobalOptions: true })
    .helpCommand(command.parent === null);
  for (const child of command.commands) makeStrict(child, `${path} ${child.name()}`);
}
