import type { CommandWords } from './command-words.ts';

/** A script for bash 3.2 and later; it starts nothing when Tab is pressed. */
export function bashScript(all: readonly CommandWords[]): string {
  const paths = all.map(({ path }) => path).filter((path) => path !== '');
  return `# ballast completion for bash: . <(ballast completion bash)
_ballast() {
  local IFS=$'\\n' current=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} at= words= i
  if [ "$current" = = ]; then current=; elif [ "$before" = = ]; then before=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$at/\${COMP_WORDS[i]}" in
      ${paths.join('|')}) at=$at/\${COMP_WORDS[i]} ;;
    esac
  done
  case "$at $before" in
${valueCases(all)}
    *)
      case "$at" in
${wordCases(all)}
      esac
      ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -F _ballast ballast`;
}

function valueCases(all: readonly CommandWords[]): string {
  return all
    .flatMap(({ path, flags }) =>
      flags.flatMap(({ name, value }) => {
        if (value === 'none') return [];
        if (value === 'file') return [`    '${path} ${name}') ${FILES} ;;`];
        return [`    '${path} ${name}') words=${value === 'free' ? '' : quoted(value)} ;;`];
      }),
    )
    .join('\n');
}

const FILES = 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); return';

function wordCases(all: readonly CommandWords[]): string {
  return all
    .map(({ path, commands, flags, choices }) => {
      const words = [...commands.map(({ name }) => name), ...choices, ...flags.map(({ name }) => name)];
      return `        '${path}') words=${quoted(words)} ;;`;
    })
    .join('\n');
}

// Names of commands, flags and choices: letters, digits, hyphens and underscores alone.
function quoted(words: readonly string[]): string {
  return `$'${words.join('\\n')}'`;
}
