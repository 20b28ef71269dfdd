import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '@ballast/testkit';
import { expect, it } from 'vitest';
import { freshStack, WEB_PORT } from './stack.ts';

const run = promisify(execFile);
const stack = freshStack();

/** As a newcomer calls it: from another folder, with nothing set. */
const ballast = (...args: string[]) => run(join(stack.folder, 'scripts/ballast'), args, { cwd: '/', env: stack.env });

it('./scripts/ballast finds its own stack and a key for it, and nothing is wrong there', async () => {
  // What another test has broken may still be coming back.
  const stdout = await until(async () => {
    const said = (await ballast('status')).stdout;
    return !said.includes('CRITICAL') && said;
  });
  expect(stdout).toContain(stack.url(WEB_PORT));
  expect(stdout).toMatch(/\nservices\t.*web-server/);
});

it('a request that it shows has a history', async () => {
  const accepted = await fetch(stack.url(WEB_PORT, '/prime-check'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ number: '17' }),
  });
  const { id } = (await accepted.json()) as { id: string };
  expect((await ballast('timeline', id)).stdout).toContain('\taccepted\t');
  expect((await ballast('ledger')).stdout).toMatch(/\nrequests\t[1-9]/);
});

it('the stack’s key is not sent to another address', async () => {
  const elsewhere = await ballast('status', '--url', stack.url(WEB_PORT)).catch((error: { stderr: string }) => error);
  expect(elsewhere.stderr).toContain('needs a key');
});
