import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../program.ts';
import { bashScript } from './bash.ts';
import { collectCommandWords } from './command-words.ts';
import { fishScript } from './fish.ts';
import { zshScript } from './zsh.ts';

const words = collectCommandWords(createProgram());

describe('in bash', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ballast-completion-'));
    writeFileSync(join(folder, 'ballast.bash'), bashScript(words));
    writeFileSync(join(folder, 'letter one.json'), '');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  // What bash does when Tab is pressed behind these words: it splits the line at its word breaks, then asks the function.
  function complete(...typed: string[]): string[] {
    const script = `set -u
      . ./ballast.bash; . ./ballast.bash
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
      _ballast
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const output = execFileSync('bash', ['-c', script, 'bash', 'ballast', ...typed], { cwd: folder, encoding: 'utf8' });
    return output.split('\n').filter((line) => line !== '');
  }

  test('a noun is completed, then its verbs', () => {
    expect(complete('st')).toEqual(['status', 'streams']);
    expect(complete('dlq', 're')).toEqual(['reprocess']);
    expect(complete('dlq', 'jobs', 'p')).toEqual(['pause']);
  });

  test('flags are those of the command, and those of all', () => {
    expect(complete('dlq', 'list', '--s')).toEqual(['--status', '--subject']);
    expect(complete('dlq', 'list', '--j')).toEqual(['--json']);
    expect(complete('workers', '--s')).toEqual([]);
  });

  test('a value out of a closed list is completed, with an equals sign as well', () => {
    expect(complete('dlq', 'list', '--type', 'p')).toEqual(['permanent', 'poison']);
    expect(complete('dlq', 'list', '--type', '=', 'po')).toEqual(['poison']);
    expect(complete('completion', 'z')).toEqual(['zsh']);
  });

  test('a value that nobody can guess is left alone, a file is found though its name has a space', () => {
    expect(complete('dlq', 'discard', '--query', '')).toEqual([]);
    expect(complete('dlq', 'edit', '7', '--file', 'let')).toEqual(['letter one.json']);
  });

  test('nothing of what was typed is run', () => {
    complete('dlq', 'list', '$(touch pwned)', '`touch pwned`', '(a OR b)', '');
    expect(execFileSync('ls', { cwd: folder, encoding: 'utf8' })).not.toContain('pwned');
  });
});

test('zsh and fish have every command and flag', () => {
  const scripts = [zshScript(words), fishScript(words)];
  for (const script of scripts) {
    for (const { commands, flags } of words) {
      for (const { name } of [...commands, ...flags]) expect(script).toContain(name.replace(/^--/, ''));
    }
  }
});
