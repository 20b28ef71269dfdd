import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeServer } from './fake-server/fake-server.ts';
import { expectFocusKept, lookAtFocus, moveTo, tabTo } from './keys.ts';
import { openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const press = (page: Page, key: string) => page.keyboard.press(key);
const type = (page: Page, text: string) => page.keyboard.type(text);
const letter = (page: Page) => page.getByRole('region', { name: /^Letter \d+$/u });
const at = (page: Page) => new URL(page.url()).searchParams;

/** A page of an admin's. */
function open(path: string, prepare?: (server: FakeServer) => void) {
  return openPage(browser, {
    path,
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'grace', role: 'admin' } };
      prepare?.(server);
    },
  });
}

/** Past the last control the focus is the browser's, and then the dialog's again: never the page's behind it. */
async function expectTrapped(page: Page): Promise<void> {
  for (let presses = 0; presses < 12; presses += 1) {
    await press(page, 'Tab');
    if ((await lookAtFocus(page)).tag === 'BODY') continue;
    expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true);
  }
}

describe('by keyboard alone, with the focus seen and never lost, an operator', () => {
  it('signs in with a key, comes to a letter by its group, and signs out', async () => {
    const { page, complaints } = await openPage(browser, {
      path: '/dlq/dashboard',
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 900 },
      prepare: (server) => server.accounts.keys.set('right', { name: 'grace', role: 'admin' }),
    });
    await page.getByLabel('Key', { exact: true }).waitFor();
    await expectFocusKept(page, 'Key');
    await type(page, 'right');
    await press(page, 'Enter');
    await page.getByRole('grid').getByRole('row').first().waitFor();
    await expectFocusKept(page);
    await tabTo(page, /User unknown/u);
    await press(page, 'Enter');
    await page.getByRole('grid').getByText('550 5.1.1').first().waitFor();
    await page.getByRole('grid').getByText('smtp_timeout').first().waitFor({ state: 'detached' });
    await expectFocusKept(page, /User unknown/u);
    await tabTo(page, 'Letters');
    await press(page, 'ArrowDown');
    await letter(page).getByRole('heading', { name: 'What happened' }).waitFor();
    await expectFocusKept(page, 'Letters');
    await tabTo(page, 'Tree');
    await moveTo(page, 'Raw', 'ArrowRight');
    await press(page, 'Space');
    await letter(page).getByText('"version": 1').waitFor();
    await expectFocusKept(page, 'Raw');
    await tabTo(page, 'Close letter', 'Shift+Tab');
    await press(page, 'Enter');
    await letter(page).waitFor({ state: 'detached' });
    await expectFocusKept(page);
    await tabTo(page, 'Sign out', 'Shift+Tab');
    await press(page, 'Enter');
    await page.getByLabel('Key', { exact: true }).waitFor();
    await expectFocusKept(page, 'Key');
    expect(complaints).toEqual([]);
  });

  it('resolves a group, discards letters with a reason, and takes that back', async () => {
    const { page, server, complaints } = await open(`/dlq/dashboard?group=${'c'.repeat(64)}`);
    await page.getByRole('grid').getByRole('row').first().waitFor();
    await tabTo(page, 'Resolve…');
    await press(page, 'Enter');
    await expectFocusKept(page, 'Why?');
    await press(page, 'Escape');
    await expectFocusKept(page, 'Resolve…');
    await press(page, 'Enter');
    await type(page, 'The list was cleaned');
    await press(page, 'Enter');
    const groups = page.getByRole('region', { name: 'Groups' });
    await groups.getByRole('button', { name: /User unknown/u }).waitFor({ state: 'detached' });
    await expectFocusKept(page);
    expect(server.deadLetters.groupChanges).toEqual([{ status: 'resolved', reason: 'The list was cleaned' }]);
    await tabTo(page, /^All letters/u, 'Shift+Tab');
    await press(page, 'Enter');
    await page.getByRole('grid').getByText('smtp_timeout').first().waitFor();
    await press(page, 'j');
    await press(page, 'x');
    await press(page, 'j');
    await press(page, 'x');
    await page.getByText('2 letters selected').waitFor();
    await tabTo(page, 'Discard…');
    await press(page, 'Enter');
    await expectFocusKept(page, 'Why?');
    await type(page, 'Test mail');
    await press(page, 'Enter');
    await page.getByText('2 letters discarded', { exact: true }).waitFor();
    await expectFocusKept(page);
    await press(page, 'F8');
    await tabTo(page, 'Undo');
    await press(page, 'Enter');
    await page.getByText('2 letters discarded', { exact: true }).waitFor({ state: 'detached' });
    await expectFocusKept(page);
    expect(server.letterActs.acts.map(({ act }) => act)).toEqual(['discard', 'undo']);
    expect(complaints).toEqual([]);
  });

  it('edits a letter and redrives it', async () => {
    const { page, server, complaints } = await open('/dlq/dashboard', ({ deadLetters }) => {
      const [first] = deadLetters.find(new URLSearchParams({ status: 'pending' }));
      Object.assign(first ?? {}, { original_subject: 'orders', payload: { note: 'a' } });
    });
    await page.getByRole('grid').getByRole('row').first().waitFor();
    await press(page, 'j');
    await letter(page).getByRole('heading', { name: 'What happened' }).waitFor();
    await tabTo(page, 'Edit and redrive…');
    await press(page, 'Enter');
    await page.getByRole('dialog').getByLabel('Message', { exact: true }).waitFor();
    await expectFocusKept(page, 'Message');
    await expectTrapped(page);
    await press(page, 'Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expectFocusKept(page, 'Edit and redrive…');
    await press(page, 'Enter');
    await page.getByRole('dialog').getByLabel('Message', { exact: true }).waitFor();
    await press(page, 'Control+A');
    await page.keyboard.insertText('{ "note": "b" }');
    await page.getByRole('dialog').locator('ins').first().waitFor();
    await tabTo(page, 'Why?');
    await type(page, 'The note was wrong');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: 'Redrive', exact: true }).waitFor();
    await expectFocusKept(page);
    expect(server.letterActs.acts.map(({ act }) => act)).toEqual(['edit']);
    expect(complaints).toEqual([]);
  });

  it('redrives in three steps, pauses the job and cancels it', async () => {
    const { page, server, complaints } = await open('/dlq/dashboard?q=type%3Atransient');
    await page.getByRole('grid').getByRole('row').first().waitFor();
    await tabTo(page, 'Select the letters listed so far');
    await press(page, 'Space');
    await tabTo(page, 'Redrive…');
    await press(page, 'Enter');
    const sheet = page.getByRole('dialog', { name: 'Redrive dead letters' });
    await sheet.getByText('By type').waitFor();
    await expectTrapped(page);
    await tabTo(page, 'Next');
    await press(page, 'Enter');
    await expectFocusKept(page, 'Letters a second');
    await press(page, 'Control+A');
    await type(page, '1');
    await tabTo(page, 'Next');
    await press(page, 'Enter');
    await expectFocusKept(page, 'Why?');
    await tabTo(page, 'Back');
    await press(page, 'Enter');
    await expectFocusKept(page);
    await tabTo(page, 'Back');
    await press(page, 'Enter');
    await expectFocusKept(page);
    await tabTo(page, 'Next');
    await press(page, 'Enter');
    await tabTo(page, 'Next');
    await press(page, 'Enter');
    await type(page, 'The database is back');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: 'Redrive', exact: true }).waitFor();
    await expectFocusKept(page);
    await tabTo(page, 'Pause');
    await press(page, 'Enter');
    await page.getByText('Paused').waitFor();
    await expectFocusKept(page, 'Resume');
    await tabTo(page, 'Cancel…');
    await press(page, 'Enter');
    await expectFocusKept(page, 'Why?');
    await press(page, 'Escape');
    await expectFocusKept(page, 'Cancel…');
    await press(page, 'Enter');
    await type(page, 'Wrong letters');
    await press(page, 'Enter');
    await page.getByText('Cancelled').waitFor();
    await expectFocusKept(page);
    expect(server.redrives.controls.map(({ control }) => control)).toEqual(['pause', 'cancel']);
    expect(complaints).toEqual([]);
  });

  it('makes a rule, lets it act, and deletes another', async () => {
    const { page, server, complaints } = await open('/dlq/rules');
    await page.getByRole('article').first().waitFor();
    await tabTo(page, 'New rule');
    await press(page, 'Enter');
    await expectFocusKept(page);
    // Its first field has the focus when the editor opens.
    if ((await lookAtFocus(page)).name !== 'Name') await tabTo(page, 'Name');
    await type(page, 'greylisted');
    await tabTo(page, 'Errors like (regular expression)');
    await type(page, 'smtp_timeout');
    await press(page, 'Enter');
    await page.getByRole('article', { name: 'greylisted' }).waitFor();
    await expectFocusKept(page);
    expect(server.rules.changes).toMatchObject([{ name: 'greylisted', mode: 'shadow' }]);
    const mode = page.getByRole('radiogroup', { name: 'Mode of greylisted' });
    await tabToWithin(page, 'Mode of greylisted');
    await moveTo(page, 'Active', 'ArrowRight');
    await press(page, 'Space');
    await page.getByRole('form', { name: 'Let greylisted act' }).waitFor();
    await expectFocusKept(page);
    await tabTo(page, 'Let it act', 'Shift+Tab');
    await press(page, 'Enter');
    await expect.poll(() => server.rules.changes.at(-1)).toEqual({ mode: 'active' });
    await expect.poll(() => mode.getByRole('radio', { name: 'Active' }).isChecked()).toBe(true);
    await expectFocusKept(page, 'Active');
    await tabTo(page, 'Delete network-timeout…');
    await press(page, 'Enter');
    await tabTo(page, 'Delete the rule', 'Shift+Tab');
    await press(page, 'Enter');
    await page.getByRole('article', { name: 'network-timeout' }).waitFor({ state: 'detached' });
    await expectFocusKept(page);
    expect(complaints).toEqual([]);
  });

  it('narrows the audit, opens an entry, and widens it again', async () => {
    const { page, complaints } = await open('/dlq/audit', (server) => {
      for (let number = 1; number <= 60; number += 1)
        server.audit.add({
          act: 'letter.discard',
          target_id: String(number),
          actor: number % 2 === 0 ? 'ada' : 'carl',
        });
    });
    await page.getByRole('list', { name: 'Entries' }).getByRole('listitem').first().waitFor();
    await tabTo(page, 'Who');
    await type(page, 'carl');
    await press(page, 'Enter');
    await expect.poll(() => page.getByRole('list', { name: 'Entries' }).getByRole('listitem').count()).toBe(30);
    await expectFocusKept(page, 'Who');
    await tabTo(page, /^Entry 59/u);
    await press(page, 'Enter');
    await page.getByText('Hash of the entry before').waitFor();
    await expectFocusKept(page, /^Entry 59/u);
    await tabTo(page, 'Clear filters', 'Shift+Tab');
    await press(page, 'Enter');
    await expect.poll(() => at(page).get('actor')).toBe(null);
    await page.getByRole('button', { name: 'Clear filters' }).waitFor({ state: 'detached' });
    await expectFocusKept(page);
    expect(complaints).toEqual([]);
  });

  it('changes the mode of a limit, and goes from page to page by keys', async () => {
    const { page, server, complaints } = await open('/limits');
    await page.getByRole('radiogroup', { name: 'Mode of default', exact: true }).waitFor();
    await tabToWithin(page, 'Mode of default');
    await moveTo(page, 'Shadow', 'ArrowRight');
    await press(page, 'Space');
    await expectFocusKept(page, 'Why?');
    await type(page, 'Trying a lower limit');
    await press(page, 'Enter');
    await page.getByText('“Trying a lower limit”').waitFor();
    await expectFocusKept(page, 'Shadow');
    expect(server.limits.changes).toMatchObject([{ policy: 'default', mode: 'shadow' }]);
    await tabTo(page, 'Preferences', 'Shift+Tab');
    await press(page, 'Enter');
    await page.getByRole('menu').waitFor();
    await moveTo(page, 'Light', 'ArrowDown');
    await press(page, 'Enter');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
    await press(page, 'Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await expectFocusKept(page, 'Preferences');
    await press(page, 'g');
    await press(page, 's');
    await page.getByRole('heading', { name: 'System', exact: true }).waitFor();
    await expectFocusKept(page);
    await press(page, 'g');
    await press(page, 'd');
    await page.getByRole('grid').getByRole('row').first().waitFor();
    await press(page, '/');
    await expectFocusKept(page, 'Search dead letters');
    await press(page, 'Escape');
    await expectFocusKept(page);
    await press(page, 'j');
    await letter(page).waitFor();
    expect(complaints).toEqual([]);
  });
});

/** Presses Tab until something of a group has the focus. */
async function tabToWithin(page: Page, group: string): Promise<void> {
  for (let presses = 0; presses < 90; presses += 1) {
    await tabTo(page, /./u);
    const label = 'document.activeElement.closest(\'[role="radiogroup"]\')?.getAttribute("aria-label")';
    if ((await page.evaluate(label)) === group) return;
  }
  throw new Error(`Tab never came to ${group}`);
}
