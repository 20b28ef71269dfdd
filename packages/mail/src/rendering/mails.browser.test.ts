import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPrimeCheckResult } from './prime-check-result.ts';
import { renderSignInLink } from './sign-in-link.ts';
import { renderWelcome } from './welcome.ts';

const link = 'http://127.0.0.1:8080/results/0193ab40-5f7a-7c1e-b1d2-3f4a5b6c7d8e';
const stopLink = 'http://127.0.0.1:8080/mail/stop/7f0c1d9e3b5a48628d1e0f2a3b4c5d6e';
const signInLink = 'http://127.0.0.1:8080/users/login/pX9v0fT3yqk2mB7aWc5dJ1hLrZ8eNuQsGi4oKxVtYbE';
const RESULTS = {
  prime: { number: '18446744073709551557', isPrime: true, certainty: 'proven', link, stopLink },
  probable: { number: (2n ** 127n - 1n).toString(), isPrime: true, certainty: 'probable', link, stopLink },
  'not-prime': { number: '18446744073709551556', isPrime: false, certainty: 'proven', link, stopLink },
  'not-prime-long': {
    number: (10n ** 299n + 7n ** 300n).toString(),
    isPrime: false,
    certainty: 'proven',
    link,
    stopLink,
  },
} as const;
const home = 'http://127.0.0.1:8080/';
const LETTERS = {
  welcome: () => renderWelcome({ link: home, stopLink }),
  'sign-in-link': () => renderSignInLink({ link: signInLink, minutes: 15, stopLink }),
} as const;
const results = Object.keys(RESULTS) as (keyof typeof RESULTS)[];
const letters = Object.keys(LETTERS) as (keyof typeof LETTERS)[];
const names = [...results, ...letters];
type Name = (typeof names)[number];

const isResult = (name: Name): name is keyof typeof RESULTS => name in RESULTS;
const render = (name: Name) => (isResult(name) ? renderPrimeCheckResult(RESULTS[name]) : LETTERS[name]());

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
});
afterAll(() => browser?.close());

async function show(name: Name, colorScheme: 'light' | 'dark', width: number): Promise<void> {
  const { html } = await render(name);
  await page.setViewportSize({ width, height: 400 });
  await page.emulateMedia({ colorScheme });
  await page.setContent(html);
}

// Run in the page, hence text: this project knows no DOM.
const OVERFLOW = 'document.documentElement.scrollWidth - window.innerWidth';
const LINES_PER_GROUP = "[...document.querySelectorAll('.g')].map((group) => group.getClientRects().length)";
const PAGE_COLOUR = 'getComputedStyle(document.body).backgroundColor';
/** Of each element that says something: its colour, and the first background under it that can be seen. */
const COLOURS = `[...document.querySelectorAll('h1, p, a, span.prime, span.not-prime, span.inset, td.quiet')].map((element) => {
  let under = element;
  while (getComputedStyle(under).backgroundColor === 'rgba(0, 0, 0, 0)') under = under.parentElement;
  return [getComputedStyle(element).color, getComputedStyle(under).backgroundColor];
})`;

describe.each(names)('the %s mail', (name) => {
  test.each([1000, 600, 360])('in %i px is a column of 600 px at most, and nothing sticks out', async (width) => {
    await show(name, 'light', width);
    expect(await page.evaluate(OVERFLOW)).toBe(0);
    expect((await page.locator('.card').boundingBox())?.width).toBeLessThanOrEqual(600);
  });

  test.each(['light', 'dark'] as const)('can be read in the %s', async (scheme) => {
    for (const width of [600, 360]) await show(name, scheme, width);
    expect(luminance(await page.evaluate(PAGE_COLOUR)) < 0.2).toBe(scheme === 'dark');
    const pairs = await page.evaluate<[string, string][]>(COLOURS);
    expect(pairs.length).toBeGreaterThanOrEqual(5);
    for (const [text, under] of pairs) expect(contrast(text, under), `${text} on ${under}`).toBeGreaterThanOrEqual(4.5);
  });

  test('says at its foot why it came, and has a link there that stops mail', async () => {
    await show(name, 'light', 720);
    expect(await page.getByText('You get this mail because').isVisible()).toBe(true);
    const stop = page.getByRole('link', { name: 'Stop all mail to this address' });
    expect(await stop.getAttribute('href')).toBe(stopLink);
    expect((await stop.boundingBox())?.height).toBeGreaterThan(10);
  });
});

describe.each(results)('the %s mail', (name) => {
  test.each([1000, 360])('in %i px splits no group of three', async (width) => {
    await show(name, 'light', width);
    const lines = await page.evaluate<number[]>(LINES_PER_GROUP);
    expect(lines).toHaveLength(Math.ceil(RESULTS[name].number.length / 3));
    expect(new Set(lines)).toEqual(new Set([1]));
  });

  test('shows no preheader in its body, and copies as the number itself', async () => {
    await show(name, 'light', 720);
    // biome-ignore lint/performance/useDomNodeTextContent: what is hidden must not count
    const text = await page.locator('body').innerText();
    expect(text.match(/prime number\./gu)).toHaveLength(1);
    expect(text.replaceAll('\n', '')).toContain(RESULTS[name].number);
  });
});

test('the link to sign in is a button, and stands there in full', async () => {
  await show('sign-in-link', 'light', 360);
  const links = page.getByRole('link').filter({ hasNotText: 'Stop' });
  const targets = await Promise.all((await links.all()).map((one) => one.getAttribute('href')));
  expect(targets).toEqual([signInLink, signInLink]);
  expect(await links.allInnerTexts()).toEqual(['Sign in', signInLink]);
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
