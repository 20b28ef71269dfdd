import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { listPages, parseRoute } from '../src/routing/route.ts';
import { startFakeServer } from './fake-server/fake-server.ts';
import { findViolations, prepareToFind } from './find-violations.ts';
import type { PageState } from './page-states/page-state.ts';
import { PAGE_STATES } from './page-states/page-states.ts';

/** Colours are those of the theme whatever the width, so that each theme has its contrast looked at where all is in view. */
const LOOKS = [
  { colorScheme: 'light', width: 1280, of: 'all' },
  { colorScheme: 'dark', width: 1280, of: 'colours' },
  { colorScheme: 'dark', width: 360, of: 'all' },
] as const;

const states = Object.entries(PAGE_STATES).flatMap(([page, ones]) =>
  ones.map((one) => [`${page}, ${one.state}`, one] as const),
);

let browser: Browser;
const pages = new Map<'en' | 'ja', Page>();
beforeAll(async () => {
  browser = await launchBrowser();
  for (const locale of ['en', 'ja'] as const) {
    // Without motion, so that nothing is looked at half faded in.
    const context = await browser.newContext({ locale, reducedMotion: 'reduce' });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    await prepareToFind(page);
    pages.set(locale, page);
  }
});
afterAll(() => browser.close());

/** Reaches a state once, and looks at it in each theme and width. Every test has a server, and so an origin, of its own. */
async function lookAt({ path, session, prepare, reach }: PageState, locale: 'en' | 'ja'): Promise<void> {
  const page = pages.get(locale) as Page;
  const server = await startFakeServer(inject('pageDirectory'));
  onTestFinished(() => server.stop());
  if (session !== undefined) server.accounts.session = session;
  const elsewhere = prepare?.(server);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${server.url}${elsewhere ?? path}`, { waitUntil: 'commit' });
  await reach(page, server);
  const found: string[] = [];
  for (const { colorScheme, width, of } of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    await drawn(page);
    // As high as the page: what floats must leave its end free, and lies over whatever happens to be there in a lower window.
    const height = (await page.evaluate('document.documentElement.scrollHeight')) as number;
    await page.setViewportSize({ width, height });
    await drawn(page);
    found.push(...(await findViolations(page, of)).map((one) => `${colorScheme} at ${width} px: ${one}`));
  }
  if (found.length > 0) expect.fail(found.join('\n'));
}

/** Lists measure their rows anew before they are drawn. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
}

describe('a page', () => {
  it('has its states here', () => {
    expect(Object.keys(PAGE_STATES).sort()).toEqual([...listPages()].sort());
    for (const [page, ones] of Object.entries(PAGE_STATES)) {
      expect(ones.length, page).toBeGreaterThan(0);
      for (const { path } of ones) expect(parseRoute(new URL(path, 'http://a').pathname).page, path).toBe(page);
    }
  });
});

// Three looks of a second or so each, which a loaded machine makes many.
const TIMEOUT = { timeout: 120_000 };

describe('WCAG 2.2 AA, in light and dark, at 1280 and 360 px, is kept by', TIMEOUT, () => {
  it.each(states)('%s', async (_name, state) => {
    await lookAt(state, 'en');
  });
});

describe('and in Japanese by', TIMEOUT, () => {
  it.each(states.filter(([, { inJapanese }]) => inJapanese))('%s', async (_name, state) => {
    await lookAt(state, 'ja');
  });
});
