import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPrimeCheckResult } from './prime-check-result.ts';

// Set SCREENSHOTS to a folder to keep what the browser showed.
const { SCREENSHOTS } = process.env;
const link = 'http://127.0.0.1:8080/results/0193ab40-5f7a-7c1e-b1d2-3f4a5b6c7d8e';
const MAILS = {
  prime: { number: '18446744073709551557', isPrime: true, certainty: 'proven', link },
  probable: { number: (2n ** 127n - 1n).toString(), isPrime: true, certainty: 'probable', link },
  'not-prime': { number: '18446744073709551556', isPrime: false, certainty: 'proven', link },
  'not-prime-long': { number: (10n ** 299n + 7n ** 300n).toString(), isPrime: false, certainty: 'proven', link },
} as const;

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
});
afterAll(() => browser?.close());

async function show(name: keyof typeof MAILS, colorScheme: 'light' | 'dark', width: number): Promise<void> {
  const { html } = await renderPrimeCheckResult(MAILS[name]);
  await page.setViewportSize({ width, height: 400 });
  await page.emulateMedia({ colorScheme });
  await page.setContent(html);
  if (SCREENSHOTS !== undefined) {
    await mkdir(SCREENSHOTS, { recursive: true });
    await page.screenshot({ path: join(SCREENSHOTS, `${name}-${colorScheme}-${width}.png`), fullPage: true });
  }
}

// Run in the page, hence text: this project knows no DOM.
const OVERFLOW = 'document.documentElement.scrollWidth - window.innerWidth';
const LINES_PER_GROUP = "[...document.querySelectorAll('.g')].map((group) => group.getClientRects().length)";
const PAGE_COLOUR = 'getComputedStyle(document.body).backgroundColor';
/** Of each element that says something: its colour, and the first background under it that can be seen. */
const COLOURS = `[...document.querySelectorAll('p, a, span.prime, span.not-prime, span.inset, td.quiet')].map((element) => {
  let under = element;
  while (getComputedStyle(under).backgroundColor === 'rgba(0, 0, 0, 0)') under = under.parentElement;
  return [getComputedStyle(element).color, getComputedStyle(under).backgroundColor];
})`;

const names = Object.keys(MAILS) as (keyof typeof MAILS)[];

describe.each(names)('the %s mail', (name) => {
  test.each([1000, 360])('in %i px is a column of 600 px at most, and no group of three is split', async (width) => {
    await show(name, 'light', width);
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect((await page.locator('.card').boundingBox())?.width).toBeLessThanOrEqual(600);
    const lines = await page.evaluate<number[]>(LINES_PER_GROUP);
    expect(lines).toHaveLength(Math.ceil(MAILS[name].number.length / 3));
    expect(new Set(lines)).toEqual(new Set([1]));
  });

  test.each(['light', 'dark'] as const)('can be read in the %s', async (scheme) => {
    await show(name, scheme, 720);
    expect(luminance(await page.evaluate(PAGE_COLOUR)) < 0.2).toBe(scheme === 'dark');
    const pairs = await page.evaluate<[string, string][]>(COLOURS);
    expect(pairs.length).toBeGreaterThanOrEqual(5);
    for (const [text, under] of pairs) expect(contrast(text, under), `${text} on ${under}`).toBeGreaterThanOrEqual(4.5);
  });

  test('shows no preheader in its body, and copies as the number itself', async () => {
    await show(name, 'light', 720);
    // biome-ignore lint/performance/useDomNodeTextContent: what is hidden must not count
    const text = await page.locator('body').innerText();
    expect(text.match(/prime number\./gu)).toHaveLength(1);
    expect(text.replaceAll('\n', '')).toContain(MAILS[name].number);
  });
});

// https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

// https://www.w3.org/TR/WCAG22/#dfn-relative-luminance
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = (colour.match(/\d+/gu) ?? []).map((part) => {
    const value = Number(part) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
