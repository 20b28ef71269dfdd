import { Command } from 'commander';
import { CliError } from '../failures/cli-error.ts';

/**
 * A noun with its verbs. Where it has a usual verb, the noun alone means that one (`ballast dlq jobs` lists them); a word
 * that is no verb is told as such, and not as an argument too many of the usual verb.
 */
export function noun(name: string, description: string, verbs: readonly Command[], usual?: Command): Command {
  const command = new Command(name).description(description);
  if (usual !== undefined) command.addCommand(refuseWords(usual, name, [usual, ...verbs]), { isDefault: true });
  for (const verb of verbs) command.addCommand(verb);
  return command;
}

function refuseWords(usual: Command, name: string, verbs: readonly Command[]): Command {
  if (usual.registeredArguments.length > 0) return usual;
  return usual.allowExcessArguments().hook('preAction', (_, { args }) => {
    const [word] = args;
    if (word === undefined) return;
    const known = verbs.map((verb) => verb.name()).join(', ');
    throw new CliError('usage', `unknown command '${word}' after ${name}: it is one of ${known}.`);
  });
}
