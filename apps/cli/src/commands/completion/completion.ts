import { Argument, Command } from 'commander';
import { bashScript } from './bash.ts';
import { collectCommandWords } from './command-words.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

export function completion(program: Command): Command {
  return new Command('completion')
    .description('a script that completes commands and flags: . <(ballast completion bash)')
    .addArgument(new Argument('<shell>', 'which shell it is for').choices(Object.keys(SCRIPTS)))
    .action((shell: keyof typeof SCRIPTS) => {
      process.stdout.write(`${SCRIPTS[shell](collectCommandWords(program))}\n`);
    });
}
