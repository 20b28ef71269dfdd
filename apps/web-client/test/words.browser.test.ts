import { launchBrowser } from '@ballast/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from './fake-server/problem.ts';
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

  it('are Japanese all the way from a fault to a verdict, in what the server refuses and in durations too', async () => {
    const { page } = await openPage(browser, {
      locale: 'ja-JP',
      prepare(server) {
        server.decideAfterMs = 10;
        const number_fault = { code: 'too_long', digits: 19, max_digits: 10 } as const;
        const errors = [{ field: 'number', message: '10 digits at most; this has 19.', number_fault }];
        server.next.post.push({ status: 400, body: problem(400, 'invalid_number', 'Invalid', { errors }) });
      },
    });
    const field = page.getByLabel('数を入力');
    await field.fill('007');
    await page.getByText('先頭の0を取り除いてください。').waitFor();
    await field.fill('2305843009213693951');
    await field.press('Enter');
    await page.getByText('最大10桁です。入力された数は19桁あります。').waitFor();
    await field.press('Enter');
    const card = page.getByRole('article');
    await card.getByText('証明済み。').waitFor();
    expect(await card.textContent()).toMatch(/所要時間 (\d+ミリ秒|[\d.]+秒)/u);
    expect(await page.locator('#page').textContent()).not.toMatch(/[A-Za-z]{3,} [a-z]{2,}/u);
  });
});
