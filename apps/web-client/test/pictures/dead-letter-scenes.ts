import type { Page } from 'playwright-core';
import type { FakeServer } from '../fake-server/fake-server.ts';
import { idOf, type PageScene, pass } from './scene.ts';

const PATH = '/dlq/dashboard';
const JOB = idOf(0x50);
const rows = (page: Page) => page.getByRole('grid', { name: 'Letters' }).getByRole('row');
const groups = (page: Page) => page.getByRole('region', { name: 'Groups' });
const sheet = (page: Page) => page.getByRole('dialog', { name: 'Redrive dead letters' });
const TRANSIENT = `${PATH}?q=type%3Atransient`;

function signIn(server: FakeServer): void {
  server.accounts.session = { operator: { name: 'grace', role: 'admin' } };
}

async function openRedrive(page: Page): Promise<void> {
  await rows(page).first().waitFor();
  await page.getByLabel('Select the letters listed so far').check();
  await page.getByRole('button', { name: 'Redrive…' }).click();
  await sheet(page).getByText('By type').waitFor();
}

/** A redrive of forty letters, four a second; one in ten comes back. */
function startRedrive(server: FakeServer, reason = 'The mail server is back'): void {
  signIn(server);
  const letters = server.deadLetters.letters.filter(({ error_type }) => error_type !== 'poison').slice(0, 40);
  letters.forEach(({ id }, place) => {
    if (place % 10 === 9) server.redrives.failing.add(id);
  });
  const body = { message_ids: letters.map(({ id }) => id), rate_per_second: 4, reason };
  server.redrives.answer({ route: 'POST /api/dlq/jobs', query: new URLSearchParams(), body }, true);
}

/** Dead letters and what is done with them. */
export const DEAD_LETTER_SCENES: readonly PageScene[] = [
  {
    name: 'dead-letters-groups',
    path: PATH,
    prepare: signIn,
    show: (page) => groups(page).getByRole('listitem').first().waitFor(),
  },
  {
    name: 'dead-letters-list',
    path: `${PATH}?group=${'a'.repeat(64)}`,
    prepare: signIn,
    show: (page) => rows(page).first().waitFor(),
  },
  {
    name: 'dead-letters-letter',
    path: `${PATH}?group=${'a'.repeat(64)}&letter=194`,
    prepare: signIn,
    show: (page) => page.getByRole('heading', { name: 'Payload' }).waitFor(),
  },
  {
    name: 'dead-letters-unmatched',
    path: `${PATH}?q=code%3Anothing`,
    prepare: signIn,
    show: (page) => page.getByText('Nothing matches.').waitFor(),
  },
  {
    name: 'dead-letters-statistics',
    path: PATH,
    prepare: signIn,
    show: async (page) => {
      await page.getByRole('button', { name: 'Statistics' }).click();
      await page.locator('.recharts-bar-rectangle').first().waitFor();
    },
  },
  {
    name: 'dead-letters-selected',
    path: TRANSIENT,
    prepare: signIn,
    show: async (page) => {
      await rows(page).first().waitFor();
      await page.getByLabel('Select the letters listed so far').check();
      await page.getByRole('button', { name: 'Redrive…' }).waitFor();
    },
  },
  { name: 'redrive-what', path: TRANSIENT, prepare: signIn, show: openRedrive },
  {
    name: 'redrive-how',
    path: TRANSIENT,
    prepare: signIn,
    show: async (page) => {
      await openRedrive(page);
      await sheet(page).getByRole('button', { name: 'Next' }).click();
      await sheet(page).getByText('Takes at least').waitFor();
    },
  },
  {
    name: 'dead-letters-edit',
    path: `${PATH}?letter=199`,
    prepare: signIn,
    show: async (page) => {
      await page.getByRole('button', { name: 'Edit and redrive…' }).click();
      const text = page.getByRole('dialog').locator('textarea').first();
      await text.fill((await text.inputValue()).replace(/"number": "1(\d+)"/u, '"number": "3$1"'));
      await page.getByRole('dialog').locator('ins').first().waitFor();
    },
  },
  {
    name: 'redrive-running',
    path: `/dlq/jobs/${JOB}`,
    prepare: (server) => {
      startRedrive(server);
      Object.assign(server.redrives.jobs[0] ?? {}, { id: JOB });
    },
    show: async (page) => {
      await page.getByRole('list', { name: 'Waves' }).waitFor();
      await pass(page, 5);
      await page.getByText('20 of 40').waitFor();
    },
  },
  {
    name: 'redrives-list',
    path: '/dlq/jobs',
    prepare: (server) => {
      startRedrive(server, 'Lock waits: the nightly report was moved');
      startRedrive(server);
      server.redrives.jobs.forEach((job, place) => {
        Object.assign(job, { id: idOf(0x50 + place) });
      });
    },
    show: (page) => page.getByRole('link', { name: /The mail server is back/u }).waitFor(),
  },
  {
    name: 'shortcuts-list',
    path: PATH,
    prepare: signIn,
    show: async (page) => {
      await groups(page).getByRole('listitem').first().waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    },
  },
];
