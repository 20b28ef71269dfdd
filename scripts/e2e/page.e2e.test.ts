import { launchBrowser } from '@ballast/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshStack, WEB_PORT } from './stack.ts';

const stack = freshStack();
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});

afterAll(() => browser.close());

it('shows the verdicts of three numbers as they arrive, without a reload', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));

  await page.goto(stack.url(WEB_PORT, '/'));
  await page.getByRole('heading', { name: 'Prime Checker' }).waitFor();
  const field = page.getByRole('textbox', { name: /number/i });
  for (const number of ['18446744073709551557', '18446744073709551556', String(2n ** 127n - 1n)]) {
    await field.fill(number);
    await field.press('Enter');
    await expect.poll(async () => (await field.inputValue()) === '').toBe(true);
  }
  const results = page.getByRole('list', { name: /results/i });
  await results.getByText('Not prime', { exact: true }).first().waitFor();
  await expect.poll(() => results.getByText('Prime', { exact: true }).count()).toBeGreaterThanOrEqual(2);

  expect(faults).toEqual([]);
  await page.close();
});
