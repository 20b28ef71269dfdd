import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FakeServer, problem } from './fake-server/fake-server.ts';
import { launchBrowser, openPage, submitNumber } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const rows = (page: Page) => page.locator('section li');

function addDecided(server: FakeServer, count: number): void {
  for (let n = 0; n < count; n += 1) {
    const { id } = server.checks.add({
      number: String(1_000 + n),
      created_at: new Date(Date.now() - 60_000).toISOString(),
    });
    server.checks.decide(id);
  }
}

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

  it('grows by pages of fifty, newest first', async () => {
    const { page } = await openPage(browser, { prepare: (server) => addDecided(server, 120) });
    const more = page.getByRole('button', { name: 'Load more' });
    await more.click();
    await expect.poll(() => rows(page).count()).toBe(100);
    await more.click();
    await expect.poll(() => rows(page).count()).toBe(120);
    expect(await more.count()).toBe(0);
    expect(await rows(page).first().textContent()).toContain('119');
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
    expect(await rows(page).count()).toBe(4);

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
    await page.getByRole('link', { name: 'All results' }).click();
    await page.getByRole('heading', { name: 'Prime Checker' }).waitFor();
  });

  it('says when there is none', async () => {
    const { page } = await openPage(browser, { path: '/results/0192f0c1-7b1e-7000-8000-000000000001' });
    await page.getByText('There is no result with this id.').waitFor();
  });
});
