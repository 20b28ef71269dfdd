import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { freshStack, WEB_PORT } from './stack.ts';

const run = promisify(execFile);
const stack = freshStack();

/** Commands that the run itself is made of: the set-up starts, the tear-down stops, and this is the test. */
const RUN_BY_THE_RUN = new Set(['./scripts/start -d', './scripts/stop', './scripts/test', './scripts/test --quick']);

async function commandsOf(file: string): Promise<string[]> {
  const text = await readFile(join(stack.folder, file), 'utf8');
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map((match) => (match[1] ?? '').trim());
}

function onThisStack(command: string): string {
  return command.replaceAll(/localhost:(\d+)/g, (_, port: string) => `127.0.0.1:${Number(port) + stack.portOffset}`);
}

describe.each(['README.md', 'CONTRIBUTING.md'])('%s', (file) => {
  it('has only commands that work as they stand', async () => {
    const commands = await commandsOf(file);
    expect(commands.length).toBeGreaterThan(0);
    for (const command of commands.filter((one) => !RUN_BY_THE_RUN.has(one))) {
      const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', onThisStack(command)], {
        cwd: stack.folder,
        env: stack.env,
      });
      expect(stdout, command).not.toBe('');
      if (command.includes('/prime-check')) expect(JSON.parse(stdout), command).not.toHaveProperty('code');
    }
  });

  it('names no file that is not there', async () => {
    const text = await readFile(join(stack.folder, file), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)].map((match) => match[1] ?? '');
    for (const link of links) await run('test', ['-e', join(stack.folder, link)]);
    expect(text.split('\n').length).toBeLessThan(150);
  });
});

it('the stack answers at the address that the README names', async () => {
  expect((await fetch(stack.url(WEB_PORT, '/'))).status).toBe(200);
});
