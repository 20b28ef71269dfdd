import type { Page } from 'playwright-core';
import { addDecided } from '../decided-checks.ts';
import type { FakeServer } from '../fake-server/fake-server.ts';
import { problem } from '../fake-server/problem.ts';
import { submitNumber } from '../open-page.ts';
import type { PageState } from './page-state.ts';

const field = (page: Page) => page.getByLabel('Enter a number');

/** Results of every outcome, and one number that is not taken for now. */
function prepareResults(server: FakeServer): undefined {
  addDecided(server, 4);
  server.checks.decide(server.checks.add({ number: '9'.repeat(1000) }).id);
  server.checks.decide(server.checks.add({ number: `1${'0'.repeat(38)}3` }).id);
  server.checks.add({ number: '104723' });
  server.checks.change(server.checks.add({ number: '104711' }).id, { status: 'failed' });
}

function refuse(server: FakeServer, policy: string): undefined {
  const body = problem(429, 'rate_limited', 'Refused', { 'violated-policies': [policy] });
  server.next.post.push({ status: 429, headers: { 'retry-after': '600' }, body });
}

async function paste(page: Page, lines: readonly string[]): Promise<void> {
  await field(page).focus();
  await page.keyboard.insertText(lines.join('\n'));
}

/** The page where numbers are entered. */
export const CHECK_STATES: readonly PageState[] = [
  {
    state: 'with nothing checked yet',
    path: '/',
    reach: (page) => page.getByRole('button').getByText('294').waitFor(),
    inJapanese: true,
  },
  {
    state: 'with results of every outcome',
    path: '/',
    prepare: prepareResults,
    reach: (page) => page.locator('section li').nth(7).waitFor(),
    inJapanese: true,
  },
  {
    state: 'with a fault in what is typed, and another in the address for mail',
    path: '/',
    async reach(page) {
      await page.getByRole('button', { name: 'Also by e-mail' }).click();
      await page.getByLabel('E-mail address for the result').fill('ada@');
      await field(page).fill('007');
      await field(page).press('Enter');
      await page.getByRole('button', { name: /^Use/u }).waitFor();
      await page.getByText('This is not a complete e-mail address.').waitFor();
    },
  },
  {
    state: 'with a verdict and little left',
    path: '/',
    prepare(server) {
      server.decideAfterMs = 10;
      const reset = String(Math.ceil(Date.now() / 1_000) + 40);
      server.takenHeaders = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': reset };
      return undefined;
    },
    async reach(page) {
      await submitNumber(page, '104729');
      await page.getByRole('article').getByText('Proven.').waitFor();
      await page.getByText('All are there again in').waitFor();
    },
  },
  {
    state: 'while a number is checked',
    path: '/',
    async reach(page) {
      await submitNumber(page, '104729');
      await page.getByRole('article').getByText('Checking').waitFor();
    },
  },
  {
    state: 'with a number that is over the limit',
    path: '/',
    prepare: (server) => refuse(server, 'prime-check-per-ip'),
    async reach(page) {
      await submitNumber(page, '104729');
      await page.getByRole('article').getByText('Possible in').waitFor();
    },
  },
  {
    state: 'with several numbers and what is wrong with some',
    path: '/',
    async reach(page) {
      await paste(page, ['97', '-5', '007', '99']);
      await page.getByText('Line 2').waitFor();
    },
  },
  {
    state: 'while several numbers wait for their turn',
    path: '/',
    prepare: (server) => refuse(server, 'prime-check-per-ip'),
    async reach(page) {
      await paste(page, ['97', '98', '99']);
      await page.getByRole('button', { name: 'Check 3 numbers' }).click();
      await page.getByRole('button', { name: 'Stop the rest' }).waitFor();
    },
  },
  {
    state: 'with a filter that nothing fits',
    path: '/?number=12345',
    prepare: prepareResults,
    reach: (page) => page.getByText('No result matches this.').waitFor(),
  },
  {
    state: 'with results that could not be loaded',
    path: '/',
    prepare(server) {
      const body = problem(429, 'rate_limited', 'Refused', { 'violated-policies': ['prime-check-list-per-ip'] });
      server.next.list.push({ status: 429, headers: { 'retry-after': '600' }, body });
      return undefined;
    },
    reach: (page) => page.getByText('They were asked for very often in a short time.').waitFor(),
  },
  {
    state: 'while the server is away',
    path: '/',
    prepare: prepareResults,
    async reach(page, server) {
      await page.locator('section li').first().waitFor();
      await server.stop();
      await page.getByRole('button', { name: 'Try now' }).waitFor();
      await submitNumber(page, '104729');
      await page.getByRole('article').getByText('Not sent yet').waitFor();
    },
  },
];
