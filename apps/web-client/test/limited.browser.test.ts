import { launchBrowser } from '@ballast/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDecided, rows } from './decided-checks.ts';
import { problem } from './fake-server/problem.ts';
import { openPage, submitNumber } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

function refusal(code: 'rate_limited' | 'over_capacity', policies: string[], seconds: number) {
  const status = code === 'rate_limited' ? 429 : 503;
  const body = problem(status, code, 'Refused', { 'violated-policies': policies });
  return { status, headers: { 'retry-after': String(seconds) }, body };
}

describe('a number over the limit', () => {
  it.each([
    ['rate_limited', 'prime-check-per-ip', 'That was a lot in a short time.'],
    ['over_capacity', 'prime-check-global', 'More numbers are coming in than can be checked.'],
  ] as const)(
    'is kept when it is %s: the wait runs, then it is sent by one press with the same key',
    async (code, policy, words) => {
      const { page, server } = await openPage(browser, {
        prepare: (one) => {
          one.decideAfterMs = 10;
          one.next.post.push(refusal(code, [policy], 5));
        },
      });
      await submitNumber(page, '104729');
      const card = page.getByRole('article');
      await card.getByText(words).waitFor();
      const again = card.getByRole('button', { name: /^Send again/u });
      await card.getByText(/Possible in [1-5] s/u).waitFor();
      expect(await again.isDisabled()).toBe(true);
      await card.getByText('Possible in').waitFor({ state: 'detached' });
      // Not by itself: who is refused and goes on is refused for longer.
      expect(server.posts).toHaveLength(1);
      await again.click();
      await card.getByText('Proven.').waitFor();
      expect(server.posts.map((one) => one.key)).toEqual([server.posts[0]?.key, server.posts[0]?.key]);
    },
  );

  it('of mail can go at once without it', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        one.decideAfterMs = 10;
        one.next.post.push(refusal('rate_limited', ['email-per-recipient'], 20_000));
      },
    });
    await page.getByRole('button', { name: 'Also by e-mail' }).click();
    await page.getByLabel('E-mail address').fill('ada@reader.example');
    await submitNumber(page, '104729');
    await page.getByText('Possible in 5 h 33 min').waitFor();
    await page.getByRole('button', { name: 'Send without e-mail' }).click();
    await page.getByRole('article').getByText('Proven.').waitFor();
    expect(JSON.parse(server.posts[1]?.body ?? '')).toEqual({ number: '104729' });
    expect(server.posts[1]?.key).not.toBe(server.posts[0]?.key);
  });
});

describe('what is left', () => {
  it.each([
    ['59', 0],
    ['10', 1],
    ['0', 1],
  ])('of 60 is told when it is %s: %d notes', async (remaining, notes) => {
    const { page } = await openPage(browser, {
      prepare: (one) => {
        one.decideAfterMs = 10;
        one.takenHeaders = {
          'x-ratelimit-limit': '60',
          'x-ratelimit-remaining': remaining,
          'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + 40),
        };
      },
    });
    await submitNumber(page, '104729');
    await page.getByRole('article').getByText('Proven.').waitFor();
    expect(await page.getByText('All are there again in').count()).toBe(notes);
  });
});

describe('a list that is asked for too often', () => {
  it('says so, and is there by itself when the wait is over', async () => {
    const { page } = await openPage(browser, {
      prepare: (one) => {
        addDecided(one, 2);
        one.next.list.push(refusal('rate_limited', ['prime-check-list-per-ip'], 6));
      },
    });
    await page.getByText('They were asked for very often in a short time.').waitFor();
    await page.getByText(/They appear by themselves in [1-6] s/u).waitFor();
    await rows(page).first().waitFor();
  });

  it('while one scrolls says when it goes on, and goes on by itself', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        addDecided(one, 120);
        one.nextPages.push(refusal('rate_limited', ['prime-check-list-per-ip'], 6));
      },
    });
    await rows(page).first().waitFor();
    await page.evaluate('scrollTo(0, document.body.scrollHeight)');
    await page.getByText(/Going on in [1-6] s/u).waitFor();
    // It is not the list that failed: there is nothing to press.
    expect(await page.getByRole('alert').count()).toBe(0);
    await expect.poll(() => rows(page).last().getAttribute('aria-setsize'), { timeout: 15_000 }).toBe('120');
    expect(await page.getByText(/Going on in/u).count()).toBe(0);
    // The first page, the refusal, and the page after it: nobody asked before the time.
    expect(server.listed).toBe(3);
  });
});
