import { launchBrowser, until } from '@ballast/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { lostRequests, ownNumber, publishLost } from './dead-letters.ts';
import { ask, openAs } from './operators.ts';
import { restart } from './processes.ts';
import { freshStack } from './stack.ts';

const stack = freshStack();
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

it('an open page says that the server is gone, and is up to date by itself when it is back', async () => {
  const number = ownNumber();
  await lostRequests(stack, number, 1);
  const search = new URLSearchParams({ q: `payload.number:${number}` });
  const { page, faults, loads } = await openAs(stack, browser, 'grace', `/dlq/dashboard?${search}`);
  const rows = page.getByRole('grid', { name: 'Letters' }).getByRole('row');
  await rows.first().waitFor();
  await rows.getByRole('button').click();

  let resumed = 0;
  page.on('response', (one) => {
    if (one.url().endsWith('/api/events') && one.status() === 200) resumed += 1;
  });
  await restart(stack, 'web-server', 'SIGKILL', async () => {
    await page.getByText('The server cannot be reached.').waitFor();
    await publishLost(stack, number, 2);
  });
  await until(() => resumed > 0, { what: 'the stream of hints is open again' });
  await page.getByText('The server cannot be reached.').waitFor({ state: 'detached' });
  await expect.poll(() => rows.count()).toBe(3);

  // Views are asked for once, and again only when the stream says so.
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('button', { name: 'Save this search…' }).waitFor();
  await ask(stack, 'ada', 'POST /api/dlq/views', { name: `Seen ${number}`, query: `payload.number:${number}` });
  await page.getByText(`Seen ${number}`).waitFor();
  expect(loads()).toBe(0);
  expect(faults.filter((fault) => !/Failed to load resource|ERR_|net::/u.test(fault))).toEqual([]);
});
