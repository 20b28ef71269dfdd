import type { CommandWords, Flag } from './command-words.ts';

/** A script for fish, to be sourced or put into `~/.config/fish/completions/ballast.fish`. */
export function fishScript(all: readonly CommandWords[]): string {
  const paths = all.map(({ path }) => path).filter((path) => path !== '');
  return [
    `# ballast completion for fish: ballast completion fish | source
function __ballast_at
    set -l at
    for word in (commandline -opc)[2..-1]
        if contains -- "$at/$word" ${paths.join(' ')}
            set at "$at/$word"
        end
    end
    test "$at/" = "$argv[1]/"
end
complete -c ballast -f`,
    ...all.flatMap(({ path, commands, flags, choices }) => [
      ...commands.map(({ name, description }) => complete(path, `-a ${name} -d ${quoted(description)}`)),
      ...(choices.length === 0 ? [] : [complete(path, `-a ${quoted(choices.join(' '))}`)]),
      ...flags.map((flag) => complete(path, flagWords(flag))),
    ]),
  ].join('\n');
}

function complete(path: string, rest: string): string {
  return `complete -c ballast -n ${quoted(`__ballast_at '${path}'`)} ${rest}`;
}

function flagWords({ name, description, value }: Flag): string {
  const flag = `-l ${name.replace(/^--/, '')} -d ${quoted(description)}`;
  if (value === 'none') return flag;
  if (value === 'file') return `${flag} -r -F`;
  return value === 'free' ? `${flag} -x` : `${flag} -x -a ${quoted(value.join(' '))}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
