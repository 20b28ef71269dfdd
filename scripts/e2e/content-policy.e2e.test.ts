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

it.each([
  ['/', 'Prime Checker'],
  ['/sign-in', undefined],
  ['/status', undefined],
  ['/limits', undefined],
  ['/users/login/none', undefined],
  ['/mail/stop/none', undefined],
  ['/docs', 'Submit a number'],
])('%s works under its policy without a violation, and asks nobody else', async (path, shown) => {
  const page = await browser.newPage();
  const violations: string[] = [];
  await page.exposeFunction('tell', (violation: string) => violations.push(violation));
  await page.addInitScript(
    "document.addEventListener('securitypolicyviolation', (e) => tell(e.violatedDirective + ' ' + e.blockedURI + ' ' + e.sourceFile))",
  );
  page.on('console', (message) => {
    if (/content security policy/i.test(message.text())) violations.push(message.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && origin !== stack.url(WEB_PORT)) violations.push(`asked ${origin}`);
  });
  await page.goto(stack.url(WEB_PORT, path), { waitUntil: 'networkidle' }).catch(async () => {
    // A page that keeps an event stream open is never idle.
    await page.waitForLoadState('load');
  });
  if (shown !== undefined) await page.getByText(shown).first().waitFor();
  expect(await page.evaluate("document.body.innerText.trim() !== ''")).toBe(true);
  expect(violations).toEqual([]);
  await page.close();
});
