import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADA } from './fake-server/accounts.ts';
import { openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A page of an operator's, on a system in the light theme. */
function openForOperator(path = '/status') {
  return openPage(browser, {
    path,
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'grace', role: 'viewer' } };
    },
  });
}

const menu = (page: Page) => page.getByRole('button', { name: 'Preferences' });
const sheet = (page: Page) => page.getByRole('dialog', { name: 'Keyboard shortcuts' });
const scheme = (page: Page) => page.evaluate('getComputedStyle(document.documentElement).colorScheme');
const browserFrame = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll('meta[name="theme-color"]')]
    .filter(({ media }) => matchMedia(media).matches).map(({ content }) => content)`);

describe('the theme', () => {
  it('is the system’s until one is chosen, which is kept, and can be given back to the system', async () => {
    const { page, complaints } = await openForOperator();
    await page.getByText('All is well').waitFor();
    expect(await scheme(page)).toBe('light dark');
    expect(await browserFrame(page)).toEqual(['#f7faf9']);
    await menu(page).click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    expect(await scheme(page)).toBe('dark');
    expect(await browserFrame(page)).toEqual(['#0a1213']);
    await page.reload();
    await page.getByText('All is well').waitFor();
    expect(await scheme(page)).toBe('dark');
    await menu(page).click();
    await page.getByRole('menuitemradio', { name: 'As the system' }).click();
    expect(await scheme(page)).toBe('light dark');
    expect(await browserFrame(page)).toEqual(['#f7faf9']);
    expect(complaints).toEqual([]);
  });
});

describe('the language', () => {
  it('changes at once, and is kept', async () => {
    const { page, complaints } = await openForOperator();
    await menu(page).click();
    await page.getByRole('menuitemradio', { name: '日本語' }).click();
    await page.getByRole('heading', { name: 'システム', exact: true }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('ja');
    await page.reload();
    await page.getByRole('heading', { name: 'システム', exact: true }).waitFor();
    await page.getByRole('link', { name: 'レート制限' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('is in the menu of an account too', async () => {
    const { page } = await openPage(browser, {
      path: '/elsewhere',
      prepare: (server) => {
        server.accounts.session = { user: ADA };
      },
    });
    await page.getByRole('button', { name: 'Account of Ada Lovelace' }).click();
    await page.getByRole('menuitemradio', { name: '日本語' }).click();
    await page.getByRole('heading', { name: 'お探しのページはありません。' }).waitFor();
  });
});

describe('keys', () => {
  it('are listed by ?, and lead to pages; Escape closes the list', async () => {
    const { page, complaints } = await openForOperator('/dlq/dashboard');
    await page.getByRole('grid', { name: 'Letters' }).getByRole('row').first().waitFor();
    await page.keyboard.press('?');
    await sheet(page).getByText('Next letter').waitFor();
    await sheet(page).getByText('Show this sheet').waitFor();
    // Behind the sheet no key does anything.
    await page.keyboard.press('j');
    expect(new URL(page.url()).searchParams.has('letter')).toBe(false);
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await page.getByRole('region', { name: /^Letter \d+$/u }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('heading', { name: 'System', exact: true }).waitFor();
    await page.keyboard.press('?');
    // What the page before had keys for is gone with it.
    await sheet(page).getByText('Show this sheet').waitFor();
    expect(await sheet(page).getByText('Next letter').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('that are letters can be switched off, for good; the list is still in the menu', async () => {
    const { page } = await openForOperator();
    const openByMenu = async () => {
      await menu(page).click();
      await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
    };
    await openByMenu();
    await sheet(page)
      .getByRole('checkbox', { name: /Use letters as shortcuts/u })
      .click();
    await sheet(page).getByRole('button', { name: 'Close' }).click();
    await sheet(page).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByText('All is well').waitFor();
    await page.keyboard.press('?');
    await page.keyboard.press('g');
    await page.keyboard.press('l');
    await openByMenu();
    await sheet(page).waitFor();
    expect(new URL(page.url()).pathname).toBe('/status');
    expect(await sheet(page).getByRole('checkbox').isChecked()).toBe(false);
  });

  it('typed into a field are only typed', async () => {
    const { page } = await openForOperator('/dlq/dashboard');
    await page.getByRole('grid', { name: 'Letters' }).getByRole('row').first().waitFor();
    await page.keyboard.press('/');
    await expect
      .poll(() => page.evaluate('document.activeElement.getAttribute("role")'), { timeout: 10_000 })
      .toBe('combobox');
    await page.keyboard.type('?gs');
    expect(await page.getByRole('combobox', { name: 'Search dead letters' }).inputValue()).toBe('?gs');
    expect(await sheet(page).count()).toBe(0);
  });
});
