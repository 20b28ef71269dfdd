import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { inject, onTestFinished } from 'vitest';
import { type FakeServer, startFakeServer } from './fake-server/fake-server.ts';

export interface OpenedPage {
  readonly page: Page;
  readonly server: FakeServer;
  /** What the page wrote to the console as an error, and exceptions nobody caught. */
  readonly complaints: string[];
}

interface OpenOptions extends BrowserContextOptions {
  readonly path?: string;
  /** Prepares the server before the page is opened. */
  readonly prepare?: (server: FakeServer) => void;
  /** The page's timers wait until the test lets time pass. */
  readonly stoppedClock?: boolean;
}

/** A fake server and a page open on it, both gone when the test ends. */
export async function openPage(browser: Browser, options: OpenOptions = {}): Promise<OpenedPage> {
  const { path = '/', prepare, stoppedClock = false, ...contextOptions } = options;
  const server = await startFakeServer(inject('pageDirectory'));
  onTestFinished(() => server.stop());
  prepare?.(server);
  const context = await browser.newContext(contextOptions);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  if (stoppedClock) await page.clock.install();
  await page.goto(`${server.url}${path}`);
  // The page's time must not be past it when it hears of it.
  if (stoppedClock) await page.clock.pauseAt(Date.now() + 5_000);
  return { page, server, complaints };
}

/** Types a number and presses Enter. */
export async function submitNumber(page: Page, number: string): Promise<void> {
  await page.getByLabel('Enter a number').fill(number);
  await page.getByLabel('Enter a number').press('Enter');
}
