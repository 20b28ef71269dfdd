import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rows } from './decided-checks.ts';
import { ADA } from './fake-server/accounts.ts';
import { problem } from './fake-server/problem.ts';
import { openPage, submitNumber } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

async function paste(page: Page, lines: readonly string[]): Promise<void> {
  await page.getByLabel('Enter a number').focus();
  await page.keyboard.insertText(lines.join('\n'));
}

describe('several numbers', () => {
  it('pasted one a line are each looked at, and those without a fault are sent in their order', async () => {
    const { page, server } = await openPage(browser, { prepare: (one) => Object.assign(one, { decideAfterMs: 10 }) });
    await paste(page, ['97', ' 98 ', '', '-5', '007', '99']);
    await page.getByText('2 lines are left out', { exact: true }).waitFor();
    await page.getByText('Line 4').waitFor();
    await page.getByText('Line 5').waitFor();
    await page.getByRole('button', { name: 'Check 3 numbers' }).click();
    await page.getByText('3 of 3 sent, 3 decided').waitFor();
    expect(server.posts.map(({ body }) => JSON.parse(body).number)).toEqual(['97', '98', '99']);
    await expect.poll(() => rows(page).count()).toBe(3);
  });

  it('wait for the limit with a countdown, and go on by themselves with the same keys', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        one.decideAfterMs = 10;
        one.next.post.push({
          status: 429,
          headers: { 'retry-after': '5' },
          body: problem(429, 'rate_limited', 'Refused', { 'violated-policies': ['prime-check-per-ip'] }),
        });
      },
    });
    await paste(page, ['97', '98']);
    await page.getByRole('button', { name: 'Check 2 numbers' }).click();
    await page.getByText(/The limit lets the next one go in [1-5] s/u).waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    await page.getByText('2 of 2 sent, 2 decided').waitFor();
    expect(server.posts.map(({ body }) => JSON.parse(body).number)).toEqual(['97', '97', '98']);
    expect(server.posts[0]?.key).toBe(server.posts[1]?.key);
  });

  it('of which one is long wait until the limit has what it costs, and are never refused', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        one.decideAfterMs = 10;
        one.takenHeaders = {
          'x-ratelimit-limit': '60',
          'x-ratelimit-remaining': '29',
          'x-ratelimit-reset': String(Math.ceil(Date.now() / 1_000) + 300),
        };
      },
    });
    await paste(page, ['97', '9'.repeat(1_000), '98']);
    await page.getByRole('button', { name: 'Check 3 numbers' }).click();
    await page.getByText(/The limit lets the next one go in \d+ s/u).waitFor();
    expect(server.posts.map(({ body }) => JSON.parse(body).number)).toEqual(['97']);
    await page.getByText('3 of 3 sent, 3 decided').waitFor({ timeout: 25_000 });
    expect(server.posts.map(({ body }) => JSON.parse(body).number.length)).toEqual([2, 1_000, 2]);
  });

  it('that wait outlive a reload, and those that wait can be stopped', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        const reset = String(Math.ceil(Date.now() / 1_000) + 600);
        one.takenHeaders = { 'x-ratelimit-limit': '2', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
      },
    });
    await paste(page, ['97', '98', '99']);
    await page.getByRole('button', { name: 'Check 3 numbers' }).click();
    await page.getByText('1 of 3 sent').waitFor();
    await page.reload();
    // The reload forgot the limit's word, so one more goes and is told again.
    await page.getByText('1 of 2 sent').waitFor();
    await page.getByRole('button', { name: 'Stop the rest' }).click();
    await page.getByText('1 of 1 sent').waitFor();
    await page.reload();
    await rows(page).first().waitFor();
    expect(new Set(server.posts.map(({ key }) => key)).size).toBe(2);
  });
});

describe('a number that was entered while the server was away', () => {
  it('outlives a reload and is sent once, with the key it had', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        one.decideAfterMs = 10;
        one.next.post.push({ status: 502 }, { status: 0, cut: true });
      },
    });
    await submitNumber(page, '104729');
    await page.getByRole('article').getByText('Not sent yet').waitFor();
    await page.reload();
    await page.getByRole('article').getByText('Proven.').waitFor();
    expect(server.checks.size).toBe(1);
    expect(new Set(server.posts.map(({ key }) => key)).size).toBe(1);
    await expect.poll(() => page.evaluate('localStorage.length')).toBe(0);
  });

  it('is not sent for everybody when the session of who typed it has ended meanwhile', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => Object.assign(one.accounts, { session: { user: ADA } }),
    });
    await page.getByRole('button', { name: `Account of ${ADA.name}` }).waitFor();
    await server.stop();
    await submitNumber(page, '104729');
    await page.getByRole('article').getByText('Not sent yet').waitFor();
    server.accounts.session = {};
    await server.start();
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await page.getByRole('article').waitFor({ state: 'detached' });
    // One that nobody is signed in for goes, and nothing went before it.
    await submitNumber(page, '97');
    await expect.poll(() => server.posts.map(({ body }) => JSON.parse(body).number)).toEqual(['97']);
    await expect.poll(() => page.evaluate('localStorage.length')).toBe(0);
  });
});
