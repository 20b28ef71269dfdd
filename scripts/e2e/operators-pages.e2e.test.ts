import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { askFrom } from './ask-from.ts';
import { lostRequests, ownNumber, submit } from './dead-letters.ts';
import { openAs } from './operators.ts';
import { signal, untilStarted } from './processes.ts';
import { freshStack } from './stack.ts';

const stack = freshStack();
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

it('a rule is made in shadow, tried, shows what it would do, is let act, and redrives by itself', async () => {
  const number = ownNumber();
  const name = `lost-${number}`;
  await lostRequests(stack, number, 2);
  const { page, faults, loads } = await openAs(stack, browser, 'ada', '/dlq/rules');
  await page.getByRole('button', { name: 'New rule' }).click();
  const editor = page.getByRole('form', { name: 'New rule' });
  const fill = (label: string, text: string) => editor.getByLabel(label, { exact: true }).fill(text);
  await fill('Name', name);
  await fill('Errors like (regular expression)', '^request_unknown');
  await fill('Only letters that match (search language)', `payload.number:${number}`);
  await fill('Rest before, in seconds', '0');
  await fill('Redrives of a message at most', '1');
  await fill('Seconds between two redrives', '1');
  await editor.getByRole('button', { name: 'Try it now' }).click();
  await editor.getByText('It would redrive 2 letters now.').waitFor();
  await editor.getByRole('button', { name: 'Make the rule' }).click();

  const rule = page.getByRole('article', { name });
  await rule.getByText(/In shadow it would have redriven [2-9]\d* letters/u).waitFor();
  await rule.getByRole('button', { name: 'Results' }).click();
  await rule.getByText('Would have redriven 2 letters', { exact: true }).first().waitFor();
  await rule.getByRole('radio', { name: 'Active' }).click();
  await rule.getByRole('button', { name: 'Let it act' }).click();
  await rule.getByText('Has redriven 2 letters').waitFor();
  await rule.getByRole('link', { name: 'Redrive', exact: true }).click();
  await page.getByText(`rule:${name} ·`).waitFor();
  await page.getByText('2 of 2').waitFor();
  expect({ faults, loads: loads() }).toEqual({ faults: [], loads: 0 });
});

it('the system page shows processes, backlogs and the ledger live, and a worker that dies and is replaced', async () => {
  const { page, faults, loads } = await openAs(stack, browser, 'vera', '/status');
  const workers = region(page, 'Processes').getByRole('listitem').filter({ hasText: 'prime-check-worker' });
  const living = workers.filter({ hasText: 'Well' });
  await living.first().waitFor();
  const former = signal(stack, 'prime-check-worker', 'SIGKILL');
  const fallen = workers.filter({ hasText: new RegExp(`-${former.pid}-`, 'u') });
  await fallen.waitFor();
  for (const service of ['web-server', 'outbox-publisher', 'email-send-worker', 'dlq-manager']) {
    await region(page, 'Processes')
      .getByRole('listitem')
      .filter({ hasText: service })
      .getByText('Well')
      .first()
      .waitFor();
  }

  // What cannot be published waits in view.
  signal(stack, 'outbox-publisher', 'SIGSTOP');
  onTestFinished(() => void signal(stack, 'outbox-publisher', 'SIGCONT'));
  const ledger = region(page, 'Ledger');
  await expect.poll(() => ledger.getByText('Balances').count()).toBe(2);
  const accepted = async () =>
    Number((await ledger.getByRole('definition').first().textContent())?.replaceAll(',', ''));
  const before = await accepted();
  for (let n = 0; n < 3; n += 1) await submit(stack, { number: '104729' });
  await expect.poll(accepted).toBe(before + 3);
  await region(page, 'Outbox').getByText('3 wait').waitFor();
  signal(stack, 'outbox-publisher', 'SIGCONT');
  await region(page, 'Outbox').getByText('Nothing waits in the outbox.').waitFor();

  await untilStarted(stack, 'prime-check-worker', former);
  await living
    .filter({ hasNotText: `-${former.pid}-` })
    .first()
    .waitFor();
  await fallen.getByText('Silent').waitFor({ timeout: 40_000 });
  const stream = region(page, 'Streams and consumers').getByRole('row', { name: /^primecheck_stream/u });
  await stream.getByText('Consuming').waitFor();
  await expect.poll(() => ledger.getByText('Balances').count()).toBe(2);
  expect({ faults, loads: loads() }).toEqual({ faults: [], loads: 0 });
});

it('the limits page shows who asks most, and a policy that one changes on the page of the other', async () => {
  const address = '127.0.0.5';
  const [ada, grace] = await Promise.all([
    openAs(stack, browser, 'ada', '/limits'),
    openAs(stack, browser, 'grace', '/limits'),
  ]);
  /** Twice as many as are free, at once: slow ones would be given some back meanwhile. */
  const refused = async () => {
    const answers = await Promise.all(Array.from({ length: 60 }, () => askFrom(stack, address, '/prime-check')));
    return answers.some(({ status }) => status === 429);
  };
  expect(await refused()).toBe(true);
  const consumer = grace.page
    .getByRole('region', { name: /^Top consumers/u })
    .getByRole('listitem')
    .filter({ hasText: address });
  await consumer.getByText(/^60 requests · \d+ refused$/u).waitFor();

  const why = `A visitor of ${Date.now()}`;
  const mode = ada.page.getByRole('radiogroup', { name: 'Mode of prime-check-list', exact: true });
  for (const name of ['Shadow', 'Enforce']) {
    await mode.getByRole('radio', { name }).click();
    await ada.page.getByLabel('Why?').fill(`${why}: ${name}`);
    await ada.page.keyboard.press('Enter');
    await grace.page.getByText(`by ada: “${why}: ${name}”`).waitFor();
    await expect.poll(refused).toBe(name === 'Enforce');
  }
  await grace.page.getByText('Only admins change modes; you are an operator.').waitFor();
  const pages = [ada, grace].map(({ faults, loads }) => ({ faults, loads: loads() }));
  expect(pages).toEqual([
    { faults: [], loads: 0 },
    { faults: [], loads: 0 },
  ]);
});
