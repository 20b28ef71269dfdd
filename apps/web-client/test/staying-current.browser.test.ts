import { launchBrowser } from '@ballast/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addDecided, rows } from './decided-checks.ts';
import { openPage, submitNumber } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe('while the live connection is silent', () => {
  it('the list is there all the same, and nothing is called lost', async () => {
    const { page } = await openPage(browser, {
      prepare: (server) => {
        addDecided(server, 2);
        server.feed.silent = true;
      },
    });
    await rows(page).first().waitFor();
    await page.getByText('Connecting').waitFor();
    expect(await page.getByText('The server cannot be reached.').count()).toBe(0);
  });
});

describe('a verdict whose event was lost', () => {
  it('is asked for after two seconds, not with the next round of ten', async () => {
    const { page } = await openPage(browser, {
      stoppedClock: true,
      prepare: (server) => {
        server.decideAfterMs = 10;
        server.checks.onChange = () => {};
      },
    });
    await page.getByText('Live').first().waitFor();
    await submitNumber(page, '104729');
    await page.getByRole('link', { name: 'Open result' }).waitFor();
    await page.clock.runFor(2_500);
    await page.getByRole('article').getByText('Proven.').waitFor();
  });
});

describe('while the server is away', () => {
  it('the page keeps what it has, says so, and goes on when the server is back', async () => {
    const { page, server } = await openPage(browser, { prepare: (one) => addDecided(one, 2) });
    await submitNumber(page, '104729');
    await page.getByRole('article').getByText('Checking').waitFor();
    const [open] = server.checks.page(1, undefined).items;
    await page.getByRole('link', { name: 'Open result' }).waitFor();

    await server.stop();
    await page.getByText('The server cannot be reached.').first().waitFor();
    expect(await rows(page).count()).toBe(3);
    await submitNumber(page, '1299709');
    await page.getByRole('article').getByText('Not sent yet').waitFor();
    await expect.poll(() => rows(page).count()).toBe(4);

    // Decided, and one more submitted by somebody else, with nobody told of either.
    server.checks.onChange = () => {};
    server.checks.decide(open?.id ?? '');
    addDecided(server, 1);
    server.checks.onChange = (check) => server.feed.send('prime_check', check);
    server.decideAfterMs = 10;
    await server.start();

    await page.getByText('The server cannot be reached.').first().waitFor({ state: 'detached' });
    await page.getByText('Live').waitFor();
    await page.getByRole('article').getByText('Proven.').waitFor();
    await expect.poll(() => rows(page).count()).toBe(5);
    expect(await rows(page).getByText('Checking').count()).toBe(0);
  });
});

describe('the page of one result', () => {
  it('is what its address says, and gets the verdict while it is open', async () => {
    let id = '';
    const { page, server } = await openPage(browser, {
      prepare: (one) => {
        id = one.checks.add({ number: '7'.repeat(300) }).id;
      },
    });
    await page.goto(`${server.url}/results/${id}`);
    await page.getByRole('article').getByText('Checking').waitFor();
    await page.getByText(id).waitFor();
    server.checks.decide(id);
    await page.getByRole('article').getByText('Not prime').waitFor();
    expect(await page.title()).toMatch(/^Not prime: 777/u);
    await page.getByRole('listitem').getByText('Checked').waitFor();
    await page.getByRole('listitem').getByText('after 1.00 s').first().waitFor();
    expect(await page.getByRole('link', { name: 'Open trace' }).getAttribute('href')).toContain('/trace/');
    expect(await page.getByRole('link', { name: 'Open e-mail' }).count()).toBe(0);
    await page.getByRole('link', { name: 'All results' }).click();
    await page.getByRole('heading', { name: 'Prime Checker' }).waitFor();
  });

  it('says when there is none', async () => {
    const { page } = await openPage(browser, { path: '/results/0192f0c1-7b1e-7000-8000-000000000001' });
    await page.getByText('There is no result with this id.').waitFor();
  });
});
