import type { Command, Option } from 'commander';

/** What can be typed after one command, as far as it is known beforehand. */
export interface CommandWords {
  /** Its names from the root: `/dlq/list`; the root is the empty text. */
  readonly path: string;
  readonly commands: readonly Word[];
  readonly flags: readonly Flag[];
  /** The values of its first argument, where they are a closed list. */
  readonly choices: readonly string[];
}

interface Word {
  readonly name: string;
  readonly description: string;
}

export interface Flag extends Word {
  /** What may follow: nothing, one of a few values, the name of a file, or a text that nobody can guess. */
  readonly value: 'none' | 'file' | 'free' | readonly string[];
}

const HELP: Flag = { name: '--help', description: 'what it does and takes', value: 'none' };

/** The whole tree below a command, the root first. */
export function collectCommandWords(root: Command): CommandWords[] {
  const common = flagsOf(root);
  return collect(root, '', [...common, HELP]);
}

function collect(command: Command, path: string, common: readonly Flag[]): CommandWords[] {
  const own = path === '' ? [] : flagsOf(command);
  // Where a noun has a usual verb, what that verb takes may follow the noun itself.
  const usual = command.commands.find((child) => isUsual(command, child));
  const words: CommandWords = {
    path,
    commands: command.commands.map((child) => ({ name: child.name(), description: child.description() })),
    flags: [...own, ...(usual === undefined ? [] : flagsOf(usual)), ...common],
    choices: command.registeredArguments[0]?.argChoices ?? [],
  };
  return [words, ...command.commands.flatMap((child) => collect(child, `${path}/${child.name()}`, common))];
}

function isUsual(command: Command, child: Command): boolean {
  return child.name() === 'list' && command.name() !== 'dlq' && command.parent !== null;
}

function flagsOf(command: Command): Flag[] {
  return command.options.flatMap((option) => {
    const { long, description } = option;
    return long === undefined || long === null ? [] : [{ name: long, description, value: flagValueOf(option) }];
  });
}

function flagValueOf(option: Option): Flag['value'] {
  if (!option.required && !option.optional) return 'none';
  if (option.argChoices !== undefined) return option.argChoices;
  return /<file>/.test(option.flags) ? 'file' : 'free';
}
