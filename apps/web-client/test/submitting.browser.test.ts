import { launchBrowser } from '@ballast/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problem } from './fake-server/problem.ts';
import { openPage, submitNumber } from './open-page.ts';

const PRIME = '2305843009213693951';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('a submitted number', () => {
  it('is on the page at once, and gets its verdict by an event', async () => {
    const { page, server } = await openPage(browser);
    await page.getByText('Nothing has been checked yet').waitFor();
    await submitNumber(page, PRIME);
    const card = page.getByRole('article');
    await card.getByText('Checking').waitFor();
    await page.getByRole('listitem').getByText('Checking').waitFor();
    expect(await page.getByLabel('Enter a number').inputValue()).toBe('');

    const [check] = server.checks.page(1, undefined).items;
    server.checks.decide(check?.id ?? '');
    await card.getByText('Prime', { exact: true }).waitFor();
    await card.getByText('Proven.').waitFor();
    expect(await card.textContent()).toMatch(/in (\d+ ms|[\d.]+ s)/u);
    await page.getByRole('listitem').getByText('Prime', { exact: true }).waitFor();
    expect(await page.getByRole('listitem').count()).toBe(1);
    await page
      .getByRole('status')
      .getByText('The number of 19 digits is prime, proven.')
      .waitFor({ state: 'attached' });
  });

  it('has its row in the list only after the answer had a head start', async () => {
    const { page, server } = await openPage(browser, { prepare: (one) => Object.assign(one, { decideAfterMs: 10 }) });
    await page.getByText('Nothing has been checked yet').waitFor();
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 60_000);
    await submitNumber(page, PRIME);
    await page.getByRole('article').getByText('Proven.').waitFor();
    expect(await page.getByRole('listitem').count()).toBe(0);
    await page.clock.runFor(200);
    await page.getByRole('listitem').getByText('Prime', { exact: true }).waitFor();
    expect(server.posts.length).toBe(1);
  });

  it('takes an e-mail address along, once it is a complete one', async () => {
    const { page, server } = await openPage(browser, { prepare: (one) => Object.assign(one, { decideAfterMs: 10 }) });
    await page.getByRole('button', { name: 'Also by e-mail' }).click();
    await page.getByLabel('E-mail address').fill('ada@example');
    await submitNumber(page, '7');
    await page.getByText('This is not a complete e-mail address.').waitFor();
    expect(server.posts).toEqual([]);
    await page.getByLabel('E-mail address').fill('ada@example.com');
    await page.getByLabel('E-mail address').press('Enter');
    await page.getByText('The answer also goes to ada@example.com.').waitFor();
    expect(JSON.parse(server.posts[0]?.body ?? '')).toEqual({ number: '7', email: 'ada@example.com' });
  });

  it('goes back into the field when the server refuses it, with the reason', async () => {
    const { page } = await openPage(browser, {
      prepare: (server) => {
        const errors = [{ field: 'number', message: '10 digits at most; this has 19.' }];
        server.next.post.push({ status: 400, body: problem(400, 'invalid_number', 'Invalid', { errors }) });
      },
    });
    await submitNumber(page, PRIME);
    await page.getByText('10 digits at most; this has 19.').waitFor();
    expect(await page.getByLabel('Enter a number').inputValue()).toBe(PRIME);
    expect(await page.getByRole('article').count()).toBe(0);
  });

  it('waits and counts down when the server is busy, then goes by itself with the same key', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        one.decideAfterMs = 10;
        one.next.post.push({ status: 503, headers: { 'retry-after': '6' }, body: problem(503, 'overloaded', 'Busy') });
      },
    });
    await submitNumber(page, PRIME);
    await page.getByText(/Trying again in [1-6] s/u).waitFor();
    await page.getByRole('article').getByText('Proven.').waitFor();
    expect(server.posts.map((one) => one.key)).toEqual([server.posts[0]?.key, server.posts[0]?.key]);
  });

  it('whose answer was lost is sent again with the same key and taken once', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        one.decideAfterMs = 10;
        one.next.post.push({ status: 0, cut: true });
      },
    });
    await submitNumber(page, PRIME);
    await page.getByRole('article').getByText('Proven.').waitFor();
    await expect.poll(() => page.getByRole('listitem').count()).toBe(1);
    expect(new Set(server.posts.map((one) => one.key)).size).toBe(1);
    expect(server.posts.length).toBeGreaterThan(1);
    expect(server.checks.size).toBe(1);
  });

  it('that the server failed on can be sent again or discarded', async () => {
    const { page, server } = await openPage(browser, {
      prepare: (one) => one.next.post.push({ status: 500, body: problem(500, 'internal', 'Internal error') }),
    });
    await submitNumber(page, PRIME);
    await page.getByText('Something failed inside the server.').waitFor();
    await page.getByRole('article').getByRole('button', { name: 'Discard' }).click();
    await page.getByText('Nothing has been checked yet').waitFor();
    expect(server.posts).toHaveLength(1);
  });
});

describe('the field', () => {
  it('explains while one types, and offers what was meant', async () => {
    const { page } = await openPage(browser);
    const field = page.getByLabel('Enter a number');
    await field.pressSequentially('18,446');
    await page.getByText('Use only the digits 0 to 9.').waitFor();
    await page.getByRole('button', { name: 'Use 18446' }).click();
    expect(await field.inputValue()).toBe('18446');
    expect(await field.getAttribute('aria-invalid')).toBe('false');
    await page.getByText('5 / 1,000').waitFor();
  });

  it('asks for a number when Enter is pressed on nothing', async () => {
    const { page, server } = await openPage(browser);
    await page.getByLabel('Enter a number').press('Enter');
    await page.getByText('Enter a whole number.').waitFor();
    expect(server.posts).toEqual([]);
  });

  it('takes a thousand digits', async () => {
    const { page, server } = await openPage(browser, { prepare: (one) => Object.assign(one, { decideAfterMs: 10 }) });
    await submitNumber(page, '7'.repeat(1000));
    await page.getByRole('article').getByText('1,000 digits').waitFor();
    expect(JSON.parse(server.posts[0]?.body ?? '').number).toHaveLength(1000);
  });

  it('stays as it is, and quick, when a megabyte is pasted', async () => {
    const { page } = await openPage(browser);
    const field = page.getByLabel('Enter a number');
    await field.fill('42');
    const started = performance.now();
    await page.keyboard.insertText('9'.repeat(1_048_576));
    await page.getByText('1,000 digits at most; this has 1,048,578. It was left out.').waitFor();
    expect(performance.now() - started).toBeLessThan(5_000);
    expect(await field.inputValue()).toBe('42');
  });
});
