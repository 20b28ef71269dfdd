import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** What has the focus, and what is wrong with how it is seen. */
interface Focused {
  /** As it is read aloud, nearly: its label, or its words. */
  readonly name: string;
  readonly tag: string;
  readonly faults: readonly string[];
}

const MOST_PRESSES = 90;

/**
 * Presses Tab until what is called so has the focus, as somebody does who has no pointer. Each thing on the way has to be in
 * view, not under anything, and to look otherwise than without the focus (WCAG 2.4.7, 2.4.11).
 */
export async function tabTo(page: Page, name: string | RegExp, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await moveTo(page, name, key, true);
}

/** The same by another key, within a menu, a list or a group of radios. */
export async function moveTo(page: Page, name: string | RegExp, key: string, isLooked = false): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < MOST_PRESSES; presses += 1) {
    await page.evaluate('void (globalThis.focusedBefore = document.activeElement)');
    await page.keyboard.press(key);
    // Within a group the focus follows the key a moment later.
    if (key.startsWith('Arrow'))
      await expect.poll(() => page.evaluate('document.activeElement !== globalThis.focusedBefore')).toBe(true);
    const focused = await lookAtFocus(page);
    if (isLooked) expect(focused.faults, `the focus on "${focused.name}"`).toEqual([]);
    if (typeof name === 'string' ? focused.name === name : name.test(focused.name)) return;
    passed.push(focused.name);
  }
  throw new Error(`${key} never came to ${name}, but to: ${passed.join(' | ')}`);
}

export function lookAtFocus(page: Page): Promise<Focused> {
  return page.evaluate(LOOK_AT_FOCUS) as Promise<Focused>;
}

/** After an act: the focus comes to what is called so, or to anything, and stays there. */
export async function expectFocusKept(page: Page, name: string | RegExp = /^/u): Promise<void> {
  const check = async () => {
    const focused = await lookAtFocus(page);
    expect(focused.tag, 'what has the focus').not.toBe('BODY');
    if (typeof name === 'string') expect(focused.name).toBe(name);
    else expect(focused.name).toMatch(name);
  };
  await expect
    .poll(
      async () =>
        check().then(
          () => 'there',
          ({ message }: Error) => message,
        ),
      { timeout: 10_000 },
    )
    .toBe('there');
  await page.evaluate(FRAMES);
  await check();
}

/** Longer than the page takes to put the focus where it belongs. */
const FRAMES = `new Promise((done) => {
  const next = (left) => (left === 0 ? done() : requestAnimationFrame(() => next(left - 1)));
  next(6);
})`;

const LOOK_AT_FOCUS = `(() => {
  const element = document.activeElement ?? document.body;
  const around = (one, levels) => (one === null || levels === 0 ? [] : [one, ...around(one.parentElement, levels - 1)]);
  const drawn = (ones) => ones.map((one) => {
    const { outlineStyle, outlineColor, boxShadow, backgroundColor } = getComputedStyle(one);
    return [outlineStyle === 'none' ? '' : outlineStyle + outlineColor, boxShadow, backgroundColor].join();
  }).join('|');
  const faults = [];
  const before = globalThis.lookedAt;
  if (before !== undefined && before.element !== element && before.ones.every((one) => one.isConnected) &&
      drawn(before.ones) === before.drawn) faults.push('the one before looked the same with the focus: ' + before.element.outerHTML.slice(0, 200));
  const ones = around(element, 4);
  const isPage = element === document.body || element.tagName === 'MAIN';
  // Where one writes there is a caret to be seen.
  const isWritten = element.matches('textarea, input:not([type=checkbox], [type=radio])');
  globalThis.lookedAt = isPage || isWritten ? undefined : { element, ones, drawn: drawn(ones) };
  if (!isPage) {
    const rect = element.getBoundingClientRect();
    const [left, right] = [Math.max(rect.left, 0), Math.min(rect.right, innerWidth)];
    const [top, bottom] = [Math.max(rect.top, 0), Math.min(rect.bottom, innerHeight)];
    const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [left + (right - left) * x, top + (bottom - top) * y]));
    const isSeen = right > left && bottom > top && points.some(([x, y]) => {
      const there = document.elementFromPoint(x, y);
      return there !== null && (element.contains(there) || element.labels?.[0]?.contains(there));
    });
    if (!isSeen) faults.push('it is not in view, or under something');
  }
  const labelled = element.getAttribute('aria-labelledby')?.split(' ').map((id) => document.getElementById(id)?.textContent).join(' ');
  const name = element.getAttribute('aria-label') ?? labelled ?? (element.labels?.length > 0
    ? [...element.labels].map(({ textContent }) => textContent).join(' ') : element === document.body ? '' : element.textContent);
  return { name: name.replaceAll(/\\s+/g, ' ').trim().slice(0, 200), tag: element.tagName, faults };
})()`;
