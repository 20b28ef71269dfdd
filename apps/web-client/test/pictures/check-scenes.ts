import type { Page } from 'playwright-core';
import type { FakeServer } from '../fake-server/fake-server.ts';
import { problem } from '../fake-server/problem.ts';
import { addDecided, fillDay, LONG_PRIME, NOT_PRIME, PRIME } from './checks-of-a-day.ts';
import { ago, idOf, type PageScene, pass } from './scene.ts';

const PATH = '/';
const field = (page: Page) => page.getByLabel('Enter a number');
const answer = (page: Page) => page.getByRole('article');
const listed = (page: Page) => page.locator('section li').first().waitFor();

async function submit(page: Page, number: string): Promise<void> {
  await listed(page);
  await field(page).fill(number);
  await field(page).press('Enter');
}

/** Decides the number that was submitted last, after so many milliseconds. */
async function decide(page: Page, { checks }: FakeServer, tookMs: number): Promise<void> {
  await page.getByRole('link', { name: 'Open result' }).waitFor();
  const [open] = checks.page(1, undefined).items;
  if (open === undefined) throw new Error('nothing was submitted');
  checks.decide(open.id, { completed_at: new Date(Date.parse(open.created_at) + tookMs).toISOString() });
  // The list follows the answer.
  await page.getByRole('listitem').locator(`a[href$="${open.id}"]`).waitFor({ state: 'attached' });
}

const refusal = (policy: string, seconds: number) => ({
  status: 429,
  headers: { 'retry-after': String(seconds) },
  body: problem(429, 'rate_limited', 'Too many requests', { 'violated-policies': [policy] }),
});

const MANY = ['2305843009213693951', '2305843009213693953', '67280421310721', '-17', '600851475143', '0042', '97'];

/** `/`: from a field nobody has typed into to what goes wrong. */
export const CHECK_SCENES: readonly PageScene[] = [
  { name: 'check-empty', path: PATH, show: (page) => page.getByText('Nothing has been checked yet.').waitFor() },
  {
    name: 'check-typing',
    path: PATH,
    prepare: fillDay,
    show: async (page) => {
      await listed(page);
      await field(page).fill(LONG_PRIME.slice(0, 78));
      await page.getByText('78 / 1,000').waitFor();
    },
  },
  {
    name: 'check-fault',
    path: PATH,
    prepare: fillDay,
    show: async (page) => {
      await listed(page);
      await field(page).fill('-170141183460469231731687303715884105727');
      await page.getByText(/sign is not part/u).waitFor();
    },
  },
  {
    name: 'check-email',
    path: PATH,
    prepare: fillDay,
    show: async (page) => {
      await listed(page);
      await page.getByRole('button', { name: 'Also by e-mail' }).click();
      await page.getByLabel('E-mail address').fill('ada@reader.example');
      await field(page).fill(PRIME);
    },
  },
  {
    name: 'check-checking',
    path: PATH,
    prepare: fillDay,
    show: async (page) => {
      await submit(page, LONG_PRIME);
      await answer(page).getByText('Checking').waitFor();
      await page.getByRole('link', { name: 'Open result' }).waitFor();
      await page.getByRole('listitem').getByText('Checking').waitFor();
      await pass(page, 1.4);
    },
  },
  {
    name: 'check-prime',
    path: PATH,
    prepare: fillDay,
    show: async (page, server) => {
      await submit(page, '1000000000000066600000000000001');
      await decide(page, server, 43);
      await answer(page).getByText('Prime', { exact: true }).waitFor();
    },
  },
  {
    name: 'check-not-prime',
    path: PATH,
    prepare: fillDay,
    show: async (page, server) => {
      await submit(page, NOT_PRIME);
      await decide(page, server, 29);
      await answer(page).getByText('Not prime').waitFor();
    },
  },
  {
    name: 'check-probable',
    path: PATH,
    prepare: fillDay,
    show: async (page, server) => {
      await submit(page, LONG_PRIME);
      await decide(page, server, 212);
      await answer(page).getByText('Probable.').waitFor();
    },
  },
  {
    name: 'check-unmatched',
    path: '/?number=42',
    prepare: fillDay,
    show: (page) => page.getByText('No result matches this.').waitFor(),
  },
  {
    name: 'check-many',
    path: PATH,
    prepare: fillDay,
    show: async (page) => {
      await listed(page);
      await field(page).focus();
      await page.keyboard.insertText(MANY.join('\n'));
      await page.getByText('2 lines are left out', { exact: true }).waitFor();
    },
  },
  {
    name: 'check-many-sent',
    path: PATH,
    prepare: (server) => {
      fillDay(server);
      server.decideAfterMs = 10;
      // Two a minute: the first goes at once, the others wait.
      const reset = String(Date.now() / 1_000 + 60);
      server.takenHeaders = { 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    },
    show: async (page) => {
      await listed(page);
      await field(page).focus();
      await page.keyboard.insertText(MANY.filter((line) => !/^[-0]/u.test(line)).join('\n'));
      await page.getByRole('button', { name: 'Check 5 numbers' }).click();
      await page.getByText(/The limit lets the next one go/u).waitFor();
    },
  },
  {
    name: 'check-limited',
    path: PATH,
    prepare: (server) => {
      fillDay(server);
      server.next.post.push(refusal('prime-check-per-ip', 41));
    },
    show: async (page) => {
      await submit(page, PRIME);
      await answer(page).getByText('That was a lot in a short time.').waitFor();
    },
  },
  {
    name: 'check-offline',
    path: PATH,
    prepare: fillDay,
    show: async (page, server) => {
      await listed(page);
      await page.getByText('Live').first().waitFor();
      await server.stop();
      await pass(page, 2);
      await page.getByText('The server cannot be reached.').first().waitFor();
      await field(page).fill(PRIME);
      await field(page).press('Enter');
      await answer(page).getByText('Not sent yet').waitFor();
    },
  },
  {
    name: 'check-error',
    path: PATH,
    prepare: (server) => {
      const failure = { status: 500, body: problem(500, 'internal', 'Internal error') };
      server.next.list.push(...Array.from({ length: 50 }, () => failure));
    },
    show: (page) => page.getByText('Results could not be loaded.').waitFor(),
  },
  {
    name: 'result-prime',
    path: `/results/${idOf(99)}`,
    prepare: (server) => {
      addDecided(server, LONG_PRIME, { message_id: idOf(100) });
    },
    isWhole: true,
    show: (page) => page.getByRole('listitem').getByText('Checked').waitFor(),
  },
  {
    name: 'result-not-prime',
    path: `/results/${idOf(99)}`,
    prepare: (server) => {
      addDecided(server, NOT_PRIME);
    },
    isWhole: true,
    show: (page) => page.getByRole('listitem').getByText('Checked').waitFor(),
  },
  {
    name: 'result-checking',
    path: `/results/${idOf(99)}`,
    prepare: ({ checks }) => {
      const trace_id = '4bf92f3577b34da6a3ce929d0e0e4799';
      checks.add({ id: idOf(99), trace_id, number: LONG_PRIME, created_at: ago(2) });
    },
    isWhole: true,
    show: (page) => page.getByRole('listitem').getByText('Accepted').waitFor(),
  },
  {
    name: 'result-missing',
    path: `/results/${idOf(7)}`,
    show: (page) => page.getByText('There is no result with this id.').waitFor(),
  },
  { name: 'page-missing', path: '/no/such/page', show: (page) => page.getByRole('heading').first().waitFor() },
];
