import type { Page } from 'playwright-core';
import type { FakeServer } from '../fake-server/fake-server.ts';
import { problem } from '../fake-server/problem.ts';
import type { PageState } from './page-state.ts';

const PATH = '/dlq/dashboard';
const OPERATOR = { operator: { name: 'grace', role: 'operator' } } as const;
const VIEWER = { operator: { name: 'carl', role: 'viewer' } } as const;

const letter = (page: Page) => page.getByRole('region', { name: /^Letter \d+$/u });
const sheet = (page: Page) => page.getByRole('dialog', { name: 'Redrive dead letters' });
const row = (page: Page) => page.getByRole('grid').getByRole('row').first();

/** Nothing of what the server keeps can be read. */
function failAll(server: FakeServer): undefined {
  const failure = { status: 400, body: problem(400, 'invalid_request', 'Bad request') };
  for (const what of ['messages', 'groups', 'stats'])
    server.nextOf.set(`GET /api/dlq/${what}`, Array(20).fill(failure));
  return undefined;
}

/** One that somebody has edited, with another letter of its message. */
function prepareLetter({ deadLetters }: FakeServer): undefined {
  const shown = deadLetters.letters.find(({ id }) => id === '199');
  if (shown === undefined) throw new Error('the fake server has no letter 199');
  const { payload: _payload, headers: _headers, timeline: _timeline, other_letters: _others, ...listed } = shown;
  Object.assign(shown, {
    is_edited: true,
    edited_payload: '{"number":"7"}',
    edited_by: 'ada',
    edited_at: new Date().toISOString(),
    other_letters: [{ ...listed, id: '12', generation: 0, status: 'resolved' }],
  });
  return undefined;
}

async function selectAll(page: Page): Promise<void> {
  await row(page).waitFor();
  await page.getByLabel('Select the letters listed so far').check();
  await page.getByRole('region', { name: 'With the selected letters' }).waitFor();
}

async function openSheet(page: Page, steps: number): Promise<void> {
  await selectAll(page);
  await page.getByRole('button', { name: 'Redrive…' }).click();
  await sheet(page).getByText('By type').waitFor();
  for (let step = 0; step < steps; step += 1) await sheet(page).getByRole('button', { name: 'Next' }).click();
}

/** The dashboard of dead letters. */
export const DEAD_LETTER_STATES: readonly PageState[] = [
  {
    state: 'with its groups, one of them chosen',
    path: `${PATH}?group=${'c'.repeat(64)}`,
    session: OPERATOR,
    reach: (page) => row(page).waitFor(),
    inJapanese: true,
  },
  {
    state: 'with its groups alone, on a phone',
    path: PATH,
    session: VIEWER,
    reach: (page) => row(page).waitFor(),
  },
  {
    state: 'with a reason asked for that resolves a group',
    path: `${PATH}?group=${'c'.repeat(64)}`,
    session: OPERATOR,
    async reach(page) {
      await page.getByRole('button', { name: 'Ignore…' }).click();
      await page.getByLabel('Why?').press('Enter');
      await page.getByText('Say why: it is kept with the change.').waitFor();
    },
  },
  {
    state: 'with an open letter and all its parts',
    path: `${PATH}?letter=199`,
    session: OPERATOR,
    prepare: prepareLetter,
    // A wait that is long enough to be drawn.
    reach: (page) => page.locator('[data-gap-ms]').filter({ hasText: /\d/u }).first().waitFor(),
    inJapanese: true,
  },
  {
    state: 'with an open letter as it was written, for a viewer',
    path: `${PATH}?letter=199&state=all`,
    session: VIEWER,
    async reach(page) {
      await letter(page).getByRole('radio', { name: 'Raw' }).click();
      await letter(page).getByText('"version": 1').waitFor();
    },
  },
  {
    state: 'with an open letter that cannot be decoded',
    path: PATH,
    session: OPERATOR,
    prepare: ({ deadLetters }) =>
      `${PATH}?letter=${deadLetters.letters.find(({ payload_raw }) => payload_raw !== undefined)?.id}`,
    reach: (page) => letter(page).getByText('This is not JSON.').waitFor(),
  },
  {
    state: 'with selected letters and all states',
    path: `${PATH}?group=all&state=all`,
    session: OPERATOR,
    reach: selectAll,
  },
  {
    state: 'with the reason of a discard asked for',
    path: `${PATH}?group=all`,
    session: OPERATOR,
    async reach(page) {
      await selectAll(page);
      await page.getByRole('button', { name: 'Discard…' }).click();
      await page.getByLabel('Why?').waitFor();
    },
  },
  {
    state: 'after a discard of which some were refused',
    path: `${PATH}?letter=199`,
    session: OPERATOR,
    prepare(server) {
      server.letterActs.taken.add('198');
      return undefined;
    },
    async reach(page) {
      for (const id of ['199', '198']) await page.getByLabel(`Select letter ${id}`, { exact: true }).check();
      const bar = page.getByRole('region', { name: 'With the selected letters' });
      await bar.getByRole('button', { name: 'Discard…' }).click();
      await page.getByLabel('Why?').fill('Test mail');
      await page.getByLabel('Why?').press('Enter');
      await page.getByText('1 was refused').first().waitFor();
    },
  },
  {
    state: 'with a letter that is being edited',
    path: `${PATH}?letter=199`,
    session: OPERATOR,
    async reach(page) {
      await letter(page).getByRole('button', { name: 'Edit and redrive…' }).click();
      const text = page.getByRole('dialog').getByLabel('Message', { exact: true });
      await text.fill((await text.inputValue()).replace('"version": 1', '"version": 2'));
      await page.getByRole('dialog').locator('ins').first().waitFor();
    },
  },
  { state: 'with what a redrive would send', path: PATH, session: OPERATOR, reach: (page) => openSheet(page, 0) },
  {
    state: 'with how a redrive goes, wrongly',
    path: PATH,
    session: OPERATOR,
    async reach(page) {
      await openSheet(page, 1);
      await sheet(page).getByText('Takes at least').waitFor();
      await sheet(page).getByLabel('Seconds before the first is sent').fill('x');
      await sheet(page)
        .getByText(/^A number from 0 to/u)
        .waitFor();
    },
  },
  {
    state: 'with the last word before a redrive',
    path: PATH,
    session: OPERATOR,
    async reach(page) {
      await openSheet(page, 2);
      await sheet(page).getByLabel('Why?').press('Enter');
      await sheet(page).getByText('Say why: it is kept with the redrive.').waitFor();
    },
  },
  {
    state: 'with saved views open',
    path: `${PATH}?q=type%3Apoison`,
    session: OPERATOR,
    prepare(server) {
      const created_at = new Date().toISOString();
      server.deadLetters.views.push({ name: 'Broken ones', query: 'type:poison', owner: 'ada', created_at });
      return undefined;
    },
    async reach(page) {
      await page.getByRole('button', { name: 'Saved views' }).click();
      await page.getByRole('button', { name: /^Broken ones/u }).waitFor();
      await page.getByRole('button', { name: 'Save this search…' }).click();
      await page.getByLabel('Name').press('Enter');
      await page.getByText('Give it a name.').waitFor();
    },
  },
  {
    state: 'with completions of a search',
    path: `${PATH}?group=all`,
    session: OPERATOR,
    async reach(page) {
      await page.getByRole('combobox', { name: 'Search dead letters' }).pressSequentially('ty');
      await page.keyboard.press('ArrowDown');
      await page.getByRole('listbox').getByRole('option', { selected: true }).waitFor();
    },
  },
  {
    state: 'with a search that cannot be read',
    path: `${PATH}?q=colour%3Ared`,
    session: OPERATOR,
    reach: (page) => page.getByText('This search cannot be read.').waitFor(),
  },
  {
    state: 'with a search that finds nothing',
    path: `${PATH}?q=nowhere`,
    session: OPERATOR,
    reach: (page) => page.getByText('Nothing matches.').waitFor(),
  },
  {
    state: 'with statistics as charts',
    path: `${PATH}?charts`,
    session: VIEWER,
    reach: (page) => page.locator('.recharts-bar-rectangle').first().waitFor(),
    inJapanese: true,
  },
  {
    state: 'with statistics as tables',
    path: `${PATH}?charts`,
    session: VIEWER,
    async reach(page) {
      await page.getByRole('button', { name: 'As a table' }).click();
      await page.getByRole('columnheader', { name: 'Hour' }).waitFor();
    },
  },
  {
    state: 'that could not be loaded',
    path: PATH,
    session: VIEWER,
    prepare: failAll,
    reach: (page) => page.getByText('Letters could not be loaded.').waitFor(),
  },
];
