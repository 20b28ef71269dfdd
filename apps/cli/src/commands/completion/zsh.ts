import type { CommandWords } from './command-words.ts';

/** A script for zsh, to be sourced or put into a folder of `fpath` as `_ballast`. */
export function zshScript(all: readonly CommandWords[]): string {
  const paths = all.map(({ path }) => path).filter((path) => path !== '');
  return `#compdef ballast
# ballast completion for zsh: . <(ballast completion zsh)
_ballast() {
  local at= i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    case "$at/\${words[i]}" in
      ${paths.join('|')}) at=$at/\${words[i]} ;;
    esac
  done
  case "$at \${words[CURRENT-1]}" in
${valueCases(all)}
    *)
      case "$at" in
${wordCases(all)}
      esac
      ;;
  esac
  (( \${#found} )) && _describe ballast found
}
if [ "\${funcstack[1]}" = _ballast ]; then _ballast "$@"; else compdef _ballast ballast; fi`;
}

function valueCases(all: readonly CommandWords[]): string {
  return all
    .flatMap(({ path, flags }) =>
      flags.flatMap(({ name, value }) => {
        if (value === 'none') return [];
        if (value === 'file') return [`    '${path} ${name}') _files; return ;;`];
        return [`    '${path} ${name}') ${value === 'free' ? 'return' : `found=(${value.map(quoted).join(' ')})`} ;;`];
      }),
    )
    .join('\n');
}

function wordCases(all: readonly CommandWords[]): string {
  return all
    .map(({ path, commands, flags, choices }) => {
      const described = [...commands, ...flags].map(({ name, description }) => quoted(`${name}:${description}`));
      return `        '${path}') found=(${[...choices.map(quoted), ...described].join(' ')}) ;;`;
    })
    .join('\n');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
