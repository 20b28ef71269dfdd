import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type OpenedPage, openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** The dashboard of an operator, listening. */
async function openDashboard(): Promise<OpenedPage> {
  const opened = await openPage(browser, {
    path: '/dlq/dashboard',
    viewport: { width: 1280, height: 900 },
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'grace', role: 'operator' } };
      server.accounts.keys.set('key', { name: 'grace', role: 'operator' });
    },
  });
  await expect.poll(() => opened.server.hints.listeners, { timeout: 10_000 }).toBe(1);
  return opened;
}

/** As if somebody had turned to another tab, or back: a browser without a window shows all of them. */
const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate(`Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'))`);
const views = (page: Page) => page.getByRole('button', { name: 'Saved views' });

describe('operators', () => {
  it('see what another does although nothing on their page asks by itself', async () => {
    const { page: watching, server } = await openDashboard();
    // What is asked for once, and again only when something was changed.
    await views(watching).click();
    await watching.getByText('No search is saved yet.').waitFor();

    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    onTestFinished(() => context.close());
    const acting = await context.newPage();
    acting.setDefaultTimeout(10_000);
    await acting.goto(`${server.url}/dlq/dashboard?q=type%3Apoison`);
    await views(acting).click();
    await acting.getByRole('button', { name: 'Save this search' }).click();
    await acting.getByLabel('Name', { exact: true }).fill('Poison of tonight');
    await acting.getByLabel('Name', { exact: true }).press('Enter');

    await watching.getByText('Poison of tonight').waitFor();
  });

  it('listen while their page is in view and they are signed in, and not longer', async () => {
    const { page, server } = await openDashboard();
    await setHidden(page, true);
    await expect.poll(() => server.hints.listeners, { timeout: 10_000 }).toBe(0);
    await setHidden(page, false);
    await expect.poll(() => server.hints.listeners, { timeout: 10_000 }).toBe(1);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Key').waitFor();
    await expect.poll(() => server.hints.listeners, { timeout: 10_000 }).toBe(0);
  });

  it('who were away find what happened meanwhile', async () => {
    const { page, server } = await openDashboard();
    await views(page).click();
    await page.getByText('No search is saved yet.').waitFor();
    await setHidden(page, true);
    await expect.poll(() => server.hints.listeners, { timeout: 10_000 }).toBe(0);
    server.deadLetters.views.push({
      name: 'Made meanwhile',
      query: 'type:poison',
      owner: 'carl',
      created_at: new Date().toISOString(),
    });
    await setHidden(page, false);
    await page.getByText('Made meanwhile').waitFor();
  });

  it('who come back from another page find what happened meanwhile', async () => {
    const { page, server } = await openDashboard();
    await views(page).click();
    await page.getByText('No search is saved yet.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Ballast' }).click();
    await expect.poll(() => server.hints.listeners, { timeout: 10_000 }).toBe(0);
    server.deadLetters.views.push({
      name: 'Made meanwhile',
      query: 'type:poison',
      owner: 'carl',
      created_at: new Date().toISOString(),
    });
    await page.goBack();
    await views(page).click();
    await page.getByText('Made meanwhile').waitFor();
  });
});
