import axe from 'axe-core';
import type { Page } from 'playwright-core';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Brings axe into every document of a page, past its policy: what is looked at is the page under that policy. */
export async function prepareToFind(page: Page): Promise<void> {
  await page.addInitScript({ content: axe.source });
}

/** What another theme can break. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * What stands against WCAG 2.2 AA and good practice on the page as it is now, in words, and whether it can be read without
 * scrolling sideways; the page has been asked for no motion. `of`: where all was looked at in one theme, another is looked at for its colours alone.
 */
export async function findViolations(page: Page, of: 'all' | 'colours'): Promise<string[]> {
  const options = {
    runOnly: of === 'all' ? { type: 'tag', values: TAGS } : { type: 'rule', values: OF_COLOURS },
    resultTypes: ['violations'],
    preload: false,
  };
  // Sent as text: it runs on the page, where `axe` is.
  const found = (await page.evaluate(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ html, target, any, all, none }) => [id + ': ' + help, target.join(' '), html.slice(0, 200),
        ...[...any, ...all, ...none].map(({ message }) => message)].join('\\n  '))))`,
  )) as string[];
  const wide = (await page.evaluate(FIND_WIDE)) as string[];
  const moving = (await page.evaluate('document.getAnimations().length')) as number;
  return [
    ...found,
    ...wide.map((what) => `reflow: ${what} is wider than the window`),
    ...(moving > 0 ? [`motion: ${moving} animations for who wants none`] : []),
  ];
}

const FIND_WIDE = `[document.documentElement, ...document.querySelectorAll('dialog[open]')]
  .filter((one) => one.scrollWidth > one.clientWidth)
  .map((one) => one.tagName.toLowerCase() + ' of ' + one.scrollWidth + ' px')`;
