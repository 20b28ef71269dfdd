import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ADA } from './fake-server/accounts.ts';
import { expectFocusKept, lookAtFocus, moveTo, tabTo } from './keys.ts';
import { openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const press = (page: Page, key: string) => page.keyboard.press(key);
const type = (page: Page, text: string) => page.keyboard.type(text);

describe('by keyboard alone, with the focus seen and never lost, somebody', () => {
  it('checks a number with mail, several numbers, and looks at one of the results', async () => {
    const { page, server, complaints } = await openPage(browser, {
      reducedMotion: 'reduce',
      prepare: (one) => Object.assign(one, { decideAfterMs: 10 }),
    });
    await page.getByText('Try one of these:').waitFor();
    await type(page, '104729');
    await tabTo(page, 'Also by e-mail');
    await press(page, 'Enter');
    await expectFocusKept(page, 'E-mail address for the result');
    await type(page, 'ada@reader.example');
    await press(page, 'Enter');
    await page.getByRole('article').getByText('The answer also goes to ada@reader.example.').waitFor();
    await page
      .getByRole('status')
      .filter({ hasText: /104.?729 is prime/u })
      .waitFor({ state: 'attached' });
    await expectFocusKept(page, 'Enter a number');
    await tabTo(page, 'Several numbers');
    await press(page, 'Enter');
    await page.getByLabel('Numbers, one a line').waitFor();
    await expectFocusKept(page, 'Numbers, one a line');
    await tabTo(page, 'One number');
    await press(page, 'Enter');
    await page.getByLabel('Enter a number').waitFor();
    await expectFocusKept(page, 'Enter a number');
    await tabTo(page, 'Several numbers');
    await press(page, 'Enter');
    await page.getByLabel('Numbers, one a line').waitFor();
    await expectFocusKept(page, 'Numbers, one a line');
    await type(page, '97');
    await press(page, 'Enter');
    await type(page, '98');
    await tabTo(page, 'Check 2 numbers');
    await press(page, 'Enter');
    await page.getByText('2 of 2 sent, 2 decided').waitFor();
    await expectFocusKept(page, 'Enter a number');
    expect(server.posts.map(({ body }) => JSON.parse(body))).toEqual([
      { number: '104729', email: 'ada@reader.example' },
      { number: '97' },
      { number: '98' },
    ]);
    await tabTo(page, 'All');
    await moveTo(page, 'Not prime', 'ArrowRight');
    await expect.poll(() => page.locator('section li').count()).toBe(1);
    await tabTo(page, /^Not prime98/u);
    await press(page, 'Enter');
    await page.getByRole('heading', { name: 'Its way' }).waitFor();
    await expectFocusKept(page);
    await tabTo(page, 'Open trace');
    expect(complaints).toEqual([]);
  });

  it('stops the rest of many numbers', async () => {
    const { page } = await openPage(browser, {
      reducedMotion: 'reduce',
      prepare: (one) => {
        const reset = String(Math.ceil(Date.now() / 1_000) + 600);
        one.takenHeaders = { 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
      },
    });
    await page.getByText('Try one of these:').waitFor();
    await tabTo(page, 'Several numbers');
    await press(page, 'Enter');
    await page.getByLabel('Numbers, one a line').waitFor();
    for (const number of ['97', '98', '99']) {
      await type(page, number);
      await press(page, 'Enter');
    }
    await tabTo(page, 'Check 3 numbers');
    await press(page, 'Enter');
    await tabTo(page, 'Stop the rest');
    await press(page, 'Enter');
    await page.getByText('1 of 1 sent').waitFor();
    await expectFocusKept(page);
  });

  it('signs in by a link, chooses theme and language, and signs out', async () => {
    const { page, server, complaints } = await openPage(browser, {
      reducedMotion: 'reduce',
      prepare: (one) => one.accounts.links.set('4f2a', ADA),
    });
    await page.getByText('Try one of these:').waitFor();
    await tabTo(page, 'Sign in');
    await press(page, 'Enter');
    await page.getByLabel('E-mail address').waitFor();
    await expectFocusKept(page, 'E-mail address');
    await type(page, ADA.email);
    await press(page, 'Enter');
    await page.getByText('a link is on its way').waitFor();
    await expectFocusKept(page);
    expect(server.accounts.asked).toEqual([ADA.email]);
    await page.goto(`${server.url}/users/login/4f2a`);
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await expectFocusKept(page, 'Sign in');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: 'Your results' }).waitFor();
    await expectFocusKept(page);
    await tabTo(page, `Account of ${ADA.name}`, 'Shift+Tab');
    await press(page, 'Enter');
    await page.getByRole('menu').waitFor();
    await moveTo(page, 'Dark', 'ArrowDown');
    await press(page, 'Enter');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
    await expectFocusKept(page, 'Dark');
    await moveTo(page, '日本語', 'ArrowDown');
    await press(page, 'Enter');
    await page.getByRole('menuitem', { name: 'キーボードショートカット' }).waitFor();
    await expectFocusKept(page, '日本語');
    await press(page, 'ArrowUp');
    await press(page, 'Enter');
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).waitFor();
    await press(page, 'Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    await expectFocusKept(page, `Account of ${ADA.name}`);
    await press(page, 'Enter');
    await page.getByRole('menu').waitFor();
    await moveTo(page, 'Sign out', 'ArrowDown');
    await press(page, 'Enter');
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await expectFocusKept(page);
    expect(complaints).toEqual([]);
  });

  it('finds the keys by ?, in a sheet that keeps the focus and gives it back', async () => {
    const { page } = await openPage(browser, { reducedMotion: 'reduce', path: '/sign-in' });
    await page.getByLabel('E-mail address').waitFor();
    await tabTo(page, 'Ballast', 'Shift+Tab');
    await press(page, '?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await sheet.getByText('Show this sheet').waitFor();
    for (let presses = 0; presses < 5; presses += 1) {
      await press(page, 'Tab');
      const { tag } = await lookAtFocus(page);
      // Past the last one it is the browser's own, and then the sheet's again: never the page's behind it.
      if (tag !== 'BODY') expect(await page.evaluate('document.activeElement.closest("dialog") !== null')).toBe(true);
    }
    await press(page, 'Escape');
    await sheet.waitFor({ state: 'detached' });
    await expectFocusKept(page, 'Ballast');
  });
});
