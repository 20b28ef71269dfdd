import { launchBrowser } from '@ballast/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('the words of the page', () => {
  it('are Japanese from the first drawing where the browser prefers it, and nothing else is loaded for English', async () => {
    const { page, complaints } = await openPage(browser, { path: '/elsewhere', locale: 'ja-JP' });
    await page.getByRole('heading', { name: 'お探しのページはありません。' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('ja');
    expect(complaints).toEqual([]);

    const loaded: string[] = [];
    const english = await openPage(browser, { path: '/elsewhere', locale: 'de-DE' });
    english.page.on('request', (request) => loaded.push(request.url()));
    await english.page.reload();
    await english.page.getByRole('heading', { name: 'There is no such page.' }).waitFor();
    expect(await english.page.evaluate('document.documentElement.lang')).toBe('en');
    expect(loaded.filter((url) => /\/ja[-.]/u.test(url))).toEqual([]);
  });
});
