import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { launchBrowser } from '@ballast/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openPage, submitNumber } from './open-page.ts';

const BUDGET_BYTES = 200_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** What crosses the wire, by name: fonts are compressed already, everything else goes gzipped. */
async function transferSizes(directory: string): Promise<Map<string, number>> {
  const sizes = new Map<string, number>();
  for (const file of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!file.isFile()) continue;
    const content = await readFile(join(file.parentPath, file.name));
    sizes.set(file.name, file.name.endsWith('.woff2') ? content.length : gzipSync(content).length);
  }
  return sizes;
}

describe('the built page', () => {
  it(`weighs less than ${BUDGET_BYTES / 1000} kB gzipped for who checks a number, its font included`, async () => {
    const sizes = await transferSizes(inject('pageDirectory'));
    const loaded = new Set<string>();
    const { page } = await openPage(browser, { prepare: (one) => Object.assign(one, { decideAfterMs: 10 }) });
    page.on('request', (request) => loaded.add(basename(new URL(request.url()).pathname) || 'index.html'));
    await page.reload();
    await submitNumber(page, '104729');
    await page.getByRole('article').getByText('Proven.').waitFor();
    const parts = [...sizes].filter(([name]) => loaded.has(name));
    const total = parts.reduce((sum, [, size]) => sum + size, 0);
    console.log(
      `web-client: ${(total / 1000).toFixed(1)} kB (${parts.map(([name, size]) => `${name} ${size}`).join(', ')})`,
    );
    expect(parts.length).toBeGreaterThanOrEqual(4);
    expect(parts.filter(([name]) => name.endsWith('.woff2')).map(([name]) => name)).toEqual([
      expect.stringMatching(/^inter-basic/u),
    ]);
    expect(total).toBeLessThan(BUDGET_BYTES);
    expect([...loaded].filter((name) => /operators|limits|menu/u.test(name))).toEqual([]);
  });

  it('has no inline script or style', async () => {
    const html = await readFile(join(inject('pageDirectory'), 'index.html'), 'utf8');
    expect(html).not.toMatch(/<style|style=|<script(?![^>]*\bsrc=)[^>]*>|\son[a-z]+=/u);
  });

  it('works under the strictest policy without a violation, and asks nobody but its own server', async () => {
    const { page, server, complaints } = await openPage(browser, {
      prepare: (one) => Object.assign(one, { decideAfterMs: 10 }),
    });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).origin));
    // Of what a script tries and catches nothing stands in the console.
    const violations: string[] = [];
    await page.exposeFunction('tell', (violation: string) => violations.push(violation));
    await page.addInitScript(
      "document.addEventListener('securitypolicyviolation', (e) => tell(e.violatedDirective + ' ' + e.blockedURI))",
    );
    await page.reload();
    await page.getByRole('button', { name: 'Also by e-mail' }).click();
    await submitNumber(page, '104729');
    await page.getByRole('article').getByText('Proven.').waitFor();
    expect(complaints).toEqual([]);
    expect(violations).toEqual([]);
    expect(new Set(asked)).toEqual(new Set([server.url]));
  });
});

describe('everybody', () => {
  it('can do it all by keyboard, and sees where the focus is', async () => {
    const { page } = await openPage(browser, { prepare: (one) => Object.assign(one, { decideAfterMs: 10 }) });
    await page.getByText('Try one of these:').waitFor();
    await page.keyboard.type('104729');
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('Proven.').waitFor();
    for (let presses = 0; presses < 20; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate('document.activeElement?.textContent?.includes("Open result")')) break;
    }
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Result', exact: true }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('MAIN');
    await page.goBack();
    await page.getByRole('heading', { name: 'Prime Checker' }).waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA');
  });

  it.each([360, 768, 1280])('has the whole width in view at %d px', async (width) => {
    const { page } = await openPage(browser, {
      viewport: { width, height: 800 },
      prepare: (server) => {
        server.decideAfterMs = 10;
        for (const number of ['0', '7'.repeat(25), '9'.repeat(1000)])
          server.checks.decide(server.checks.add({ number }).id);
      },
    });
    await submitNumber(page, `${'8'.repeat(999)}1`);
    await page.getByRole('article').getByText('1,000 digits').waitFor();
    const tooWide = 'document.documentElement.scrollWidth > innerWidth';
    expect(await page.evaluate(tooWide)).toBe(false);
    await page.getByRole('link', { name: 'Open result' }).click();
    await page.getByText('Submitted').waitFor();
    expect(await page.evaluate(tooWide)).toBe(false);
  });

  it('who wants no motion gets none', async () => {
    const { page } = await openPage(browser, { reducedMotion: 'reduce' });
    await submitNumber(page, '104729');
    await page.getByRole('article').getByText('Checking').waitFor();
    expect(await page.evaluate('document.getAnimations().length')).toBe(0);
  });

  it.each(['light', 'dark'] as const)('reads text with enough contrast in the %s theme', async (colorScheme) => {
    const { page } = await openPage(browser, { colorScheme });
    const lowest = await page.evaluate(LOWEST_CONTRAST);
    expect(lowest).toBeGreaterThanOrEqual(4.5);
  });
});

/** The lowest contrast (WCAG 2.2) of any pair of text and ground that the interface uses, from the tokens as they are drawn. */
const LOWEST_CONTRAST = `(() => {
  const probe = document.body.appendChild(document.createElement('i'));
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const luminance = (token) => {
    probe.style.color = 'var(--color-' + token + ')';
    canvas.fillStyle = getComputedStyle(probe).color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = ([text, ground]) => {
    const [light, dark] = [luminance(text), luminance(ground)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };
  const states = ['prime', 'composite', 'waiting', 'failed'];
  const pairs = [
    ...['paper', 'surface', 'raised'].flatMap((ground) =>
      ['ink', 'ink-soft', 'ink-faint', 'accent', 'accent-strong', 'failed'].map((text) => [text, ground])),
    ...states.flatMap((state) => [state, 'ink', 'ink-soft', 'accent', 'accent-strong'].map((text) => [text, state + '-wash'])),
    ['on-accent', 'accent'], ['on-accent', 'accent-strong'],
  ];
  return Math.min(...pairs.map(contrast));
})()`;
