import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeServer } from './fake-server/fake-server.ts';
import { problem } from './fake-server/problem.ts';
import { openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Opened {
  readonly role?: 'viewer' | 'operator';
  readonly search?: string;
  readonly width?: number;
  readonly dark?: boolean;
  readonly prepare?: (server: FakeServer) => void;
}

/** The dashboard, opened by an operator. */
async function openDashboard({ role = 'operator', search = '', width = 1280, dark, prepare }: Opened = {}) {
  return openPage(browser, {
    path: `/dlq/dashboard${search}`,
    viewport: { width, height: 900 },
    ...(dark && { colorScheme: 'dark' }),
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'grace', role } };
      prepare?.(server);
    },
  });
}

const rows = (page: Page) => page.getByRole('grid', { name: 'Letters' }).getByRole('row');
const row = (page: Page, id: string) => page.getByRole('checkbox', { name: `Select letter ${id}`, exact: true });
const bar = (page: Page) => page.getByRole('region', { name: 'With the selected letters' });
const detail = (page: Page) => page.getByRole('region', { name: /^Letter \d+$/u });
const toasts = (page: Page) => page.getByRole('region', { name: 'Notifications (F8)' });
const failure = { status: 500, body: problem(500, 'internal', 'Internal error') };
const firstPending = ({ deadLetters }: Pick<FakeServer, 'deadLetters'>) =>
  deadLetters.letters.filter(({ status }) => status === 'pending');

/** Picks the first letters of the list and discards them. */
async function discard(page: Page, ids: readonly string[]): Promise<void> {
  for (const id of ids) await row(page, id).check();
  await bar(page).getByRole('button', { name: 'Discard…' }).click();
  await page.getByLabel('Why?').fill('Test mail');
  await page.getByRole('button', { name: /^Discard \d+ letters?$/u }).click();
}

describe('discarding', () => {
  it('takes letters out of the list with a reason, and puts them back by one press', async () => {
    const { page, server, complaints } = await openDashboard();
    const ids = firstPending(server)
      .slice(0, 2)
      .map(({ id }) => id);
    await discard(page, ids);
    await toasts(page).getByText('2 letters discarded').waitFor();
    await row(page, ids[0] ?? '').waitFor({ state: 'detached' });
    await bar(page).waitFor({ state: 'detached' });
    await toasts(page).getByRole('button', { name: 'Undo' }).click();
    await row(page, ids[0] ?? '').waitFor();
    await toasts(page).getByText('2 letters discarded').waitFor({ state: 'detached' });
    expect(server.letterActs.acts).toEqual([
      { act: 'discard', reason: 'Test mail', ids },
      { act: 'undo', reason: 'Undone right after the discard', ids },
    ]);
    expect(complaints).toEqual([]);
  });

  it('asks why, and Escape leaves all as it was, the selection too', async () => {
    const { page, server } = await openDashboard();
    const [letter] = firstPending(server);
    await row(page, letter?.id ?? '').check();
    await bar(page).getByRole('button', { name: 'Discard…' }).click();
    await page.getByRole('button', { name: 'Discard 1 letter' }).click();
    await page.getByText('Say why: it is kept with the change.').waitFor();
    await page.keyboard.press('Escape');
    await bar(page).getByText('With 1 letter').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Discard…');
    expect(server.letterActs.acts).toEqual([]);
  });

  it('shows the list as it was when the server refuses, with the letters still selected', async () => {
    const { page, server } = await openDashboard({
      prepare: (one) => one.nextOf.set('DELETE /api/dlq/discard', [failure]),
    });
    const ids = firstPending(server)
      .slice(0, 2)
      .map(({ id }) => id);
    await discard(page, ids);
    await bar(page).getByText('Something failed inside the server.').waitFor();
    await row(page, ids[1] ?? '').waitFor();
    await bar(page).getByText('With 2 letters').waitFor();
    await bar(page).getByText('1 Transient').waitFor();
    expect(await toasts(page).getByRole('listitem').count()).toBe(0);
  });

  it('says which were refused and why', async () => {
    const { page, server } = await openDashboard();
    const ids = firstPending(server)
      .slice(0, 2)
      .map(({ id }) => id);
    server.letterActs.taken.add(ids[1] ?? '');
    await discard(page, ids);
    await toasts(page).getByText('1 letter discarded').waitFor();
    await toasts(page).getByText('1 was refused: ada is redriving it.').waitFor();
    await row(page, ids[1] ?? '').waitFor();
  });

  it('discards all that a search finds, and nothing that comes in after one has looked', async () => {
    const { page, server } = await openDashboard({ search: '?q=type%3Atransient' });
    await rows(page).first().waitFor();
    await page.getByLabel('Select the letters listed so far').check();
    await page.getByRole('button', { name: 'Select all that match' }).click();
    await bar(page)
      .getByText(/With all \d+ that match/u)
      .waitFor();
    await bar(page).getByRole('button', { name: 'Discard…' }).click();
    const late = server.deadLetters.add({ error_message: 'It came in while one asked oneself why' });
    await page.getByLabel('Why?').fill('A test run');
    await page.getByLabel('Why?').press('Enter');
    await expect.poll(() => page.getByRole('grid').getByRole('row').count()).toBe(1);
    await page.getByRole('grid').getByText('It came in while one asked oneself why').waitFor();
    expect(server.letterActs.acts[0]?.ids.length).toBeGreaterThan(100);
    expect(server.letterActs.acts[0]?.ids).not.toContain(late.id);
  });
});

describe('what tells of a discard', () => {
  it('is there on other pages and after a reload, for what is left of its time, and takes the discard back', async () => {
    const { page, server } = await openDashboard();
    const [letter] = firstPending(server);
    const id = letter?.id ?? '';
    await discard(page, [id]);
    const said = toasts(page).getByText('1 letter discarded');
    // Pointed at, its time on this page stands still.
    await said.hover();
    await page.reload();
    await said.hover();
    await page.getByRole('link', { name: 'Redrives' }).first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Redrives' }).waitFor();
    await toasts(page).getByRole('button', { name: 'Undo' }).click();
    await said.waitFor({ state: 'detached' });
    expect(server.letterActs.acts.map(({ act, ids }) => [act, ids])).toEqual([
      ['discard', [id]],
      ['undo', [id]],
    ]);
    await page.reload();
    await page.getByRole('heading', { name: 'Redrives' }).waitFor();
    expect(await said.count()).toBe(0);
  });

  it('goes after ten seconds of the page’s own time, which stands still while it is pointed at', async () => {
    const { page, server } = await openDashboard();
    const [letter] = firstPending(server);
    await row(page, letter?.id ?? '').waitFor();
    await page.clock.install();
    await discard(page, [letter?.id ?? '']);
    const said = toasts(page).getByText('1 letter discarded');
    await said.waitFor();
    await said.hover();
    await page.clock.fastForward(60_000);
    expect(await said.isVisible()).toBe(true);
    await page.mouse.move(5, 5);
    await page.clock.fastForward(11_000);
    await said.waitFor({ state: 'detached' });
    expect(server.letterActs.acts.length).toBe(1);
  });

  it('stays when the undo fails, and says why', async () => {
    const { page, server } = await openDashboard({ prepare: (one) => one.nextOf.set('POST /api/dlq/undo', [failure]) });
    const [letter] = firstPending(server);
    await row(page, letter?.id ?? '').waitFor();
    await page.clock.install();
    await discard(page, [letter?.id ?? '']);
    await toasts(page).getByRole('button', { name: 'Undo' }).click();
    await toasts(page).getByText('Something failed inside the server.').waitFor();
    await page.mouse.move(5, 5);
    await page.evaluate('document.activeElement.blur()');
    await page.clock.fastForward(60_000);
    await toasts(page).getByRole('button', { name: 'Undo' }).click();
    await row(page, letter?.id ?? '').waitFor();
  });

  it('is reached by its key and closed by Escape, which closes nothing else', async () => {
    const { page, server } = await openDashboard();
    const [first, second] = firstPending(server);
    await discard(page, [first?.id ?? '']);
    await toasts(page).getByText('1 letter discarded').waitFor();
    await row(page, second?.id ?? '').check();
    await page.keyboard.press('F8');
    await page.keyboard.press('Escape');
    await toasts(page).getByText('1 letter discarded').waitFor({ state: 'detached' });
    await bar(page).getByText('With 1 letter').waitFor();
  });
});

describe('an open letter', () => {
  it('is discarded and taken back with a reason, whenever that was', async () => {
    const { page, server } = await openDashboard({ search: '?state=all&letter=199' });
    await detail(page).getByRole('button', { name: 'Discard…' }).click();
    await page.getByLabel('Why?').fill('Test mail');
    await page.getByLabel('Why?').press('Enter');
    await page.reload();
    await detail(page).getByRole('button', { name: 'Take the discard back…' }).click();
    await page.getByLabel('Why?').fill('It was the wrong one');
    await page.getByLabel('Why?').press('Enter');
    await detail(page).getByRole('button', { name: 'Discard…' }).waitFor();
    expect(server.letterActs.acts).toEqual([
      { act: 'discard', reason: 'Test mail', ids: ['199'] },
      { act: 'undo', reason: 'It was the wrong one', ids: ['199'] },
    ]);
  });

  it('has its acts closed to a viewer, with the reason', async () => {
    const { page } = await openDashboard({ role: 'viewer', search: '?letter=199' });
    await detail(page)
      .getByText(/Only operators and admins redrive, edit and discard letters/u)
      .waitFor();
    for (const name of ['Redrive…', 'Edit and redrive…', 'Discard…']) {
      expect(await detail(page).getByRole('button', { name, exact: true }).isDisabled()).toBe(true);
    }
  });
});

describe('editing a letter', () => {
  const sheet = (page: Page) => page.getByRole('dialog', { name: /^Edit letter \d+ and redrive it$/u });
  const text = (page: Page) => sheet(page).getByLabel('Message', { exact: true });
  const send = (page: Page) => sheet(page).getByRole('button', { name: 'Redrive it so' });

  /** The editor, open on the first pending letter that a test is about. */
  async function openEditor(
    which: (letter: FakeServer['deadLetters']['letters'][number]) => boolean,
    more: Opened = {},
  ) {
    const opened = await openDashboard(more);
    const letter = firstPending(opened.server).find(which);
    await opened.page.goto(`${opened.server.url}/dlq/dashboard?letter=${letter?.id}`);
    await detail(opened.page).getByRole('button', { name: 'Edit and redrive…' }).click();
    await text(opened.page).waitFor();
    return { ...opened, id: letter?.id ?? '' };
  }
  const isCheck = (one: { original_subject: string; payload?: unknown }) =>
    one.original_subject === 'primecheck' && one.payload !== undefined;

  it('shows both texts beside each other, checks by the contract while one types, and redrives what was edited', async () => {
    const { page, server, id, complaints } = await openEditor(isCheck);
    await sheet(page).getByText('It fits the contract of primecheck.').waitFor();
    await sheet(page).getByText('Nothing is changed yet.').waitFor();
    expect(await send(page).isDisabled()).toBe(true);
    const before = await text(page).inputValue();
    await text(page).fill(before.replace(/"number": "\d+"/u, '"number": "007"'));
    await sheet(page).getByText('/payload/number').waitFor();
    expect(await text(page).getAttribute('aria-invalid')).toBe('true');
    expect(await send(page).isDisabled()).toBe(true);
    await text(page).fill(before.replace(/"number": "1(\d+)"/u, '"number": "3$1"'));
    const differences = sheet(page).getByRole('region', { name: 'Differences' });
    await differences.getByRole('columnheader', { name: 'As it came' }).waitFor();
    expect(await differences.locator('del').allTextContents()).toEqual(['1']);
    expect(await differences.locator('ins').allTextContents()).toEqual(['3']);
    await send(page).click();
    await sheet(page).getByText('Say why: it is kept with the change.').waitFor();
    await sheet(page).getByLabel('Why?').fill('A digit was wrong');
    await send(page).click();
    await page.getByRole('heading', { name: 'Redrive', exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/dlq/jobs/${server.redrives.jobs[0]?.id}`);
    expect(server.letterActs.acts).toEqual([{ act: 'edit', reason: 'A digit was wrong', ids: [id] }]);
    const edited = server.deadLetters.letters.find((one) => one.id === id)?.edited_payload ?? '';
    expect(JSON.parse(edited).payload.number).toMatch(/^3/u);
    expect(complaints).toEqual([]);
  });

  it('leaves a number as it came that no double holds', async () => {
    const { page, server, id } = await openEditor(() => true, {
      prepare: ({ deadLetters }) => {
        const letter = firstPending({ deadLetters })[0];
        // As the server writes it: the text of the number, not what a double makes of it.
        const order = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON('9007199254740993');
        Object.assign(letter ?? {}, { original_subject: 'orders', payload: { order, note: 'a' } });
      },
    });
    await sheet(page).getByText('It is JSON. No contract is known here for orders.').waitFor();
    await text(page).fill((await text(page).inputValue()).replace('"a"', '"b"'));
    await sheet(page).getByLabel('Why?').fill('The note was wrong');
    await send(page).click();
    await page.getByRole('heading', { name: 'Redrive', exact: true }).waitFor();
    const edited = server.deadLetters.letters.find((one) => one.id === id)?.edited_payload ?? '';
    expect(edited).toContain('9007199254740993');
    expect(edited).toContain('"b"');
  });

  it('repairs what nobody could read', async () => {
    const { page, server, id } = await openEditor(({ payload_raw }) => payload_raw !== undefined);
    await sheet(page)
      .getByText(/It is no JSON/u)
      .waitFor();
    const letter = server.deadLetters.letters.find((one) => one.id === id);
    const message = {
      id: letter?.original_message_id,
      type: 'prime_check.requested',
      version: 1,
      payload: { number: '7' },
      created_at: '2026-01-01T00:00:00.000Z',
    };
    await text(page).fill(JSON.stringify(message));
    await sheet(page).getByText('It fits the contract of primecheck.').waitFor();
    await sheet(page).getByLabel('Why?').fill('Its bytes were lost');
    await send(page).click();
    await page.getByRole('heading', { name: 'Redrive', exact: true }).waitFor();
    expect(server.redrives.jobs[0]?.items.map(({ letter_id }) => letter_id)).toEqual([id]);
  });

  it('keeps what was typed when the sheet is closed, and when the server refuses', async () => {
    const { page, server, id } = await openEditor(isCheck);
    const edited = (await text(page).inputValue()).replace(/"number": "\d+"/u, '"number": "7"');
    await text(page).fill(edited);
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'detached' });
    await detail(page).getByRole('button', { name: 'Edit and redrive…' }).click();
    await expect.poll(() => text(page).inputValue()).toBe(edited);
    const letter = server.deadLetters.letters.find((one) => one.id === id);
    Object.assign(letter ?? {}, { status: 'resolved' });
    await sheet(page).getByLabel('Why?').fill('A digit was wrong');
    await send(page).click();
    await sheet(page).getByText('Something has changed meanwhile.').waitFor();
    expect(await text(page).inputValue()).toBe(edited);
    await sheet(page).getByRole('button', { name: 'Back to how it came' }).click();
    await sheet(page).getByText('Nothing is changed yet.').waitFor();
  });

  it.each([
    [360, false],
    [1280, false],
    [1280, true],
  ])('has the whole width in view at %d px (dark: %s)', async (width, dark) => {
    const { page } = await openEditor(isCheck, { width, dark });
    await text(page).fill((await text(page).inputValue()).replace(/"number": "1(\d+)"/u, '"number": "3$1"'));
    await sheet(page).locator('ins').waitFor();
    const tooWide = "document.querySelector('dialog').scrollWidth > document.querySelector('dialog').clientWidth";
    expect(await page.evaluate(tooWide)).toBe(false);
  });
});
