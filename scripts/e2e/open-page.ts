import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

export interface OpenedPage {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page wrote to the console as an error, and exceptions that nobody caught. */
  readonly faults: string[];
}

/** A page in a visitor's own browser, with cookies of its own; both are gone when the test ends. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: 'reduce',
    ...options,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  await page.goto(url);
  return { context, page, faults };
}

/** Types a number into the check page and presses Enter. */
export async function submitNumber(page: Page, number: string): Promise<void> {
  await page.getByLabel('Enter a number').fill(number);
  await page.getByLabel('Enter a number').press('Enter');
}
