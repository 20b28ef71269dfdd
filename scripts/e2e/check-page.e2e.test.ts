import { launchBrowser, until } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TRACE_URL } from './fresh-stack.ts';
import { type Mail, mailsTo } from './mails.ts';
import { openPage, submitNumber } from './open-page.ts';
import { whileHeld } from './processes.ts';
import { freshStack, WEB_PORT } from './stack.ts';

const stack = freshStack();
const HOME = stack.url(WEB_PORT, '/');
// The smallest prime of a thousand digits (OEIS A033874).
const PRIME_1000 = String(10n ** 999n + 7n);
/** Of them 104729 and 104743 are prime, and no other. */
const THIRTY = Array.from({ length: 30 }, (_, n) => String(104_717 + n));

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const rows = (page: Page) => page.getByRole('list', { name: 'Results' }).getByRole('listitem');
/** What every row begins with. */
const begins = async (page: Page, length: number) => [
  ...new Set((await rows(page).allTextContents()).map((text) => text.slice(0, length))),
];
const search = (page: Page) => page.evaluate('location.search');

describe('a number', () => {
  it('is explained while it is typed, and what was meant is offered and checked', async () => {
    const { page, faults } = await openPage(browser, HOME);
    const field = page.getByLabel('Enter a number');
    await field.pressSequentially('-7');
    await page.getByText('A sign is not part of a whole number here: leave it out.').waitFor();
    await field.fill('');
    await field.pressSequentially('2,147,483,647');
    await page.getByText('Use only the digits 0 to 9.').waitFor();
    await page.getByText('10 / 1,000').waitFor();
    await page.getByRole('button', { name: 'Use 2147483647' }).click();
    expect(await field.getAttribute('aria-invalid')).toBe('false');
    await field.press('Enter');
    await page.getByRole('article').getByText('Proven.').waitFor();
    expect(faults).toEqual([]);
  });

  it('of a thousand digits is pasted, and its verdict arrives with the time it took and why it can be trusted', async () => {
    const { context, page, faults } = await openPage(browser, HOME);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.evaluate(`navigator.clipboard.writeText('${PRIME_1000}\\n')`);
    await page.getByLabel('Enter a number').press('Control+V');
    await page.getByText('1,000 / 1,000').waitFor();
    const card = page.getByRole('article');
    await whileHeld(stack, 'prime-check-worker', async () => {
      await page.getByLabel('Enter a number').press('Enter');
      await card.getByText('Checking').waitFor();
    });
    await card.getByText('Prime', { exact: true }).waitFor();
    await card.getByText('Probable.').waitFor();
    await card.getByText('It passed the Baillie–PSW test').waitFor();
    await card.getByText('1,000 digits').waitFor();
    expect(await card.textContent()).toMatch(/in (\d+ ms|[\d.]+ s)/u);
    expect(faults).toEqual([]);
  });

  it('that is mailed as well has its way on its page, with links to that very mail and to its trace', async () => {
    const address = `way-${Date.now()}@example.com`;
    const { page, faults } = await openPage(browser, HOME);
    await page.getByRole('button', { name: 'Also by e-mail' }).click();
    await page.getByLabel('E-mail address').fill(address);
    await submitNumber(page, '18446744073709551557');
    await page.getByText(`The answer also goes to ${address}.`).waitFor();
    await page.getByRole('article').getByRole('link', { name: 'Open result' }).click();
    const way = page.getByRole('region', { name: 'Its way' });
    // What is still to come stands there as well, without its time.
    await expect
      .poll(() => way.getByRole('listitem').allTextContents())
      .toEqual([
        expect.stringMatching(/^Accepted/u),
        expect.stringMatching(/^Publishedafter /u),
        expect.stringMatching(/^Checkedafter /u),
        expect.stringMatching(/^Mailedafter /u),
      ]);

    const [mail] = await until(async () => {
      const mails = await mailsTo(stack, address);
      return mails.length > 0 && mails;
    });
    const opened = page.waitForEvent('popup');
    await way.getByRole('link', { name: 'Open e-mail' }).click();
    const mailPage = await opened;
    await mailPage.waitForLoadState();
    const shown = JSON.parse((await mailPage.locator('body').textContent()) ?? '') as Mail[];
    expect(shown.map(({ messageId }) => messageId)).toEqual([mail?.messageId]);

    const traceId = (await page.getByText(/^[0-9a-f]{32}$/u).textContent()) ?? '';
    const traceLink = way.getByRole('link', { name: 'Open trace' });
    expect(await traceLink.getAttribute('href')).toBe(TRACE_URL.replace('{trace_id}', traceId));
    expect(faults).toEqual([]);
  });

  it('that is entered offline is kept, and sent by itself when the network is back', async () => {
    const { context, page } = await openPage(browser, HOME);
    await page.getByText('Live').waitFor();
    await context.setOffline(true);
    await submitNumber(page, '1000000009');
    const card = page.getByRole('article');
    await card.getByText('Not sent yet').waitFor();
    await card.getByText('The server cannot be reached.').waitFor();
    await context.setOffline(false);
    await card.getByText('Proven.').waitFor();
    await page.getByLabel('Find a number').fill('1000000009');
    await expect.poll(() => search(page)).toBe('?number=1000000009');
    await expect.poll(() => rows(page).count()).toBe(1);
  });
});

describe('the list', () => {
  it('takes thirty numbers at a time with their progress, and is narrowed by kind and by number, also after a reload', async () => {
    const { page, faults } = await openPage(browser, HOME);
    await page.getByLabel('Enter a number').focus();
    await page.keyboard.insertText(THIRTY.join('\n'));
    const progress = page.getByRole('progressbar', { name: 'Progress of these numbers' });
    // Held, so that they are not all sent before anybody has looked.
    const { promise: seen, resolve: letGo } = Promise.withResolvers<void>();
    await page.route('**/prime-check', (route) => seen.then(() => route.continue()));
    await page.getByRole('button', { name: 'Check 30 numbers' }).click();
    expect(Number(await progress.getAttribute('aria-valuenow'))).toBeLessThan(30);
    letGo();
    await page.getByText('30 of 30 sent, 30 decided').waitFor();
    await page.getByText('All of them have their verdict.').waitFor();
    expect(await progress.getAttribute('aria-valuenow')).toBe('30');

    await page.getByRole('radio', { name: 'Prime', exact: true }).click();
    await expect.poll(() => search(page)).toBe('?show=prime');
    await page.getByLabel('Find a number').fill('104743');
    await expect.poll(() => search(page)).toBe('?show=prime&number=104743');
    await expect.poll(() => begins(page, 11)).toEqual(['Prime104743']);
    await page.reload();
    await expect.poll(() => begins(page, 11)).toEqual(['Prime104743']);
    expect(await page.getByLabel('Find a number').inputValue()).toBe('104743');
    expect(await page.getByRole('radio', { name: 'Prime', exact: true }).isChecked()).toBe(true);

    await page.getByLabel('Find a number').fill('104744');
    await page.getByText('No result matches this.').waitFor();
    await page.getByRole('radio', { name: 'Not prime' }).click();
    await expect.poll(() => begins(page, 15)).toEqual(['Not prime104744']);
    expect(faults).toEqual([]);
  });
});
