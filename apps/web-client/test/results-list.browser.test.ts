import { launchBrowser } from '@ballast/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { addDecided, rows } from './decided-checks.ts';
import { problem } from './fake-server/problem.ts';
import { openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('the list', () => {
  it('shows its shape while it loads, then what there is', async () => {
    let open = () => {};
    const { page } = await openPage(browser, {
      prepare: (server) => {
        addDecided(server, 3);
        server.listGate = new Promise((resolve) => {
          open = resolve;
        });
      },
    });
    await page.getByText('Loading results').waitFor({ state: 'attached' });
    open();
    await rows(page).getByText('Not prime').first().waitFor();
    expect(await rows(page).count()).toBe(3);
  });

  it('offers something to try when it is empty', async () => {
    const { page } = await openPage(browser);
    await page.getByText('Try one of these:').waitFor();
    await page.getByRole('button', { name: '4294967297' }).click();
    expect(await page.getByLabel('Enter a number').inputValue()).toBe('4294967297');
  });

  it('says when it could not be loaded, and loads when asked again', async () => {
    const { page } = await openPage(browser, {
      prepare: (server) => {
        addDecided(server, 1);
        server.next.list.push({ status: 500, body: problem(500, 'internal', 'Internal error') });
      },
    });
    await page.getByText('Results could not be loaded.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
    expect(await page.getByText('Results could not be loaded.').count()).toBe(0);
  });

  it('is asked for again by itself when it could not be loaded', async () => {
    const { page } = await openPage(browser, {
      prepare: (server) => {
        addDecided(server, 1);
        server.next.list.push({ status: 502 });
      },
    });
    await page.getByText('They appear by themselves when it answers.').waitFor();
    await rows(page).first().waitFor();
    expect(await page.getByText('Results could not be loaded.').count()).toBe(0);
  });

  it('grows as one scrolls, newest first, and holds in the document only what is near', async () => {
    const { page } = await openPage(browser, { prepare: (server) => addDecided(server, 420) });
    await rows(page).first().waitFor();
    expect(await rows(page).first().textContent()).toContain('419');
    await expect
      .poll(
        async () => {
          await page.evaluate('scrollTo(0, document.body.scrollHeight)');
          return rows(page).last().getAttribute('aria-posinset');
        },
        { timeout: 15_000 },
      )
      .toBe('420');
    expect(await rows(page).last().textContent()).toContain('000');
    expect(await rows(page).count()).toBeLessThan(80);
  });

  it('of 5,000 is scrolled to its end within what is left of its limit for other pages', {
    timeout: 60_000,
  }, async () => {
    const { page, server } = await openPage(browser, { prepare: (one) => addDecided(one, 5_000) });
    await rows(page).first().waitFor();
    await expect
      .poll(
        async () => {
          await page.evaluate('scrollTo(0, document.body.scrollHeight)');
          return rows(page).last().getAttribute('aria-posinset');
        },
        { timeout: 40_000 },
      )
      .toBe('5000');
    // Twice and a reload within a minute stay below 30.
    expect(server.listed).toBeLessThanOrEqual(14);
  });

  it('shows one kind of results, as its address says, and says when there are none', async () => {
    const { page, server } = await openPage(browser, { prepare: (one) => addDecided(one, 40) });
    await page.getByRole('radio', { name: 'Prime', exact: true }).click();
    await expect.poll(() => rows(page).count()).toBe(7);
    expect(await page.evaluate('location.search')).toBe('?show=prime');
    await page.reload();
    await expect.poll(() => rows(page).count()).toBe(7);
    // What is decided while one looks comes in by itself where it belongs here.
    server.checks.decide(server.checks.add({ number: '97' }).id);
    server.checks.decide(server.checks.add({ number: '98' }).id);
    await rows(page).getByText('97').last().waitFor();
    expect(await rows(page).count()).toBe(8);
    await page.getByRole('radio', { name: 'Failed' }).click();
    await page.getByText('No result matches this.').waitFor();
    await page.getByRole('button', { name: 'Show all results' }).click();
    await expect.poll(() => rows(page).first().textContent()).toContain('98');
  });

  it('finds results by their number, and says what is no number', async () => {
    const { page } = await openPage(browser, { prepare: (one) => addDecided(one, 40) });
    await page.getByLabel('Find a number').fill('1013');
    await expect.poll(() => rows(page).count()).toBe(1);
    expect(await page.evaluate('location.search')).toBe('?number=1013');
    await page.getByLabel('Find a number').fill('1x');
    await page.getByText('Use only the digits 0 to 9.').waitFor();
    await page.getByLabel('Find a number').fill('');
    await expect.poll(() => page.evaluate('location.search')).toBe('');
  });

  it('finds results by their number while others come in all the time', async () => {
    const { page, server } = await openPage(browser, { prepare: (one) => addDecided(one, 40) });
    await rows(page).first().waitFor();
    const coming = setInterval(() => server.checks.decide(server.checks.add({ number: '9' }).id), 50);
    onTestFinished(() => clearInterval(coming));
    await page.getByLabel('Find a number').fill('1013');
    await expect.poll(() => page.evaluate('location.search')).toBe('?number=1013');
  });

  it("shows others' numbers as they are decided", async () => {
    const { page, server } = await openPage(browser);
    await page.getByText('Nothing has been checked yet').waitFor();
    const { id } = server.checks.add({ number: '97' });
    server.checks.decide(id);
    await rows(page).getByText('Prime', { exact: true }).waitFor();
    await page.getByText('Nothing has been checked yet').waitFor({ state: 'detached' });
  });

  it('is fetched anew when the server says that too much was missed', async () => {
    const { page, server } = await openPage(browser);
    await page.getByText('Nothing has been checked yet').waitFor();
    server.checks.onChange = () => {};
    addDecided(server, 2);
    server.feed.send('reset', {});
    await expect.poll(() => rows(page).count()).toBe(2);
  });
});
