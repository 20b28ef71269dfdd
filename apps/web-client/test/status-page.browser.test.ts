import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeServer } from './fake-server/fake-server.ts';
import { problem } from './fake-server/problem.ts';
import { worstNight } from './fake-server/worst-night.ts';
import { openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Opened {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly locale?: string;
  readonly prepare?: (server: FakeServer) => void;
}

/** The page, opened by a viewer. */
function openStatus({ width = 1280, colorScheme = 'light', locale = 'en', prepare }: Opened = {}) {
  return openPage(browser, {
    path: '/status',
    viewport: { width, height: 900 },
    colorScheme,
    locale,
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'grace', role: 'viewer' } };
      prepare?.(server);
    },
  });
}

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const failure = { status: 500, body: problem(500, 'internal', 'Internal error') };

describe('the system', () => {
  it('says that all is well, and draws the way of a message with its rates', async () => {
    const { page, complaints } = await openStatus();
    await page.getByText('All is well').waitFor();
    await part(page, 'What is wrong').getByText('Nothing is wrong.').waitFor();
    const way = part(page, 'The way of a message');
    expect(await way.getByRole('listitem').count()).toBe(5);
    await way.getByText('2 of 2 well').waitFor();
    // 24 numbers a second come in; how many exactly were counted depends on when.
    await way
      .getByText(/^2\d a second$/u)
      .first()
      .waitFor();
    await part(page, 'Ledger').getByText('Balances').first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('says what is wrong, what to do, and where it shows', async () => {
    const { page } = await openStatus({ prepare: worstNight });
    const wrong = part(page, 'What is wrong').getByRole('listitem');
    await wrong.first().getByText('Critical').waitFor();
    await wrong.first().getByText('See whether outbox-publisher runs').waitFor();
    const way = part(page, 'The way of a message');
    await way.getByText('1,204 wait').waitFor();
    await way.getByText('oldest 6 min 12 s').waitFor();
    await way.getByText('1 of 2 well').waitFor();
    await part(page, 'Processes').getByText('Silent').waitFor();
    const breakers = part(page, 'Circuit breakers');
    await breakers.getByText('Open', { exact: true }).waitFor();
    await breakers.getByText('connect ECONNREFUSED').waitFor();
    await breakers.getByText(/tried again in/u).waitFor();
  });

  it('says how many are lost from sight', async () => {
    const { page, server } = await openStatus();
    const ledger = part(page, 'Ledger');
    await ledger.getByText('Balances').first().waitFor();
    server.system.unaccounted = 3;
    await ledger.getByText('3 are lost from sight').waitFor();
  });

  it('shows what there is while the database is away', async () => {
    const { page } = await openStatus({
      prepare: ({ system }) => {
        system.isDatabaseAway = true;
        system.status = 'down';
        system.checks.mysql = { status: 'down', ms: 600, error: 'connect ECONNREFUSED 127.0.0.1:3306' };
      },
    });
    await part(page, 'Ledger').getByText('The ledger could not be read just now.').waitFor();
    await part(page, 'Circuit breakers').getByText('The breakers could not be read just now.').waitFor();
    await part(page, 'Dependencies').getByText('connect ECONNREFUSED 127.0.0.1:3306').waitFor();
    const streams = part(page, 'Streams and consumers');
    await streams.getByText('primecheck_stream').waitFor();
    await streams.getByRole('row', { name: 'events_alt_events_articles' }).getByText('2 groups').waitFor();
    await streams.getByRole('row', { name: 'search-indexer-group 33 4' }).getByText('Consuming').waitFor();
    await streams.getByRole('row', { name: 'events_alt_events_index' }).getByText('no group').waitFor();
  });

  it('says when it could not be loaded, and loads when asked again', async () => {
    const { page } = await openStatus({
      prepare: (server) =>
        server.nextOf.set(
          'GET /api/system',
          Array.from({ length: 6 }, () => failure),
        ),
    });
    await page.getByText('System could not be loaded.').waitFor();
    const again = page.getByRole('button', { name: 'Try again' });
    await expect
      .poll(
        async () => {
          if (await again.isVisible()) await again.click({ timeout: 500 }).catch(() => undefined);
          return page.getByText('All is well').isVisible();
        },
        { timeout: 20_000 },
      )
      .toBe(true);
  });

  it.each([
    [360, 'light', 'en', 'System'],
    [360, 'dark', 'ja', 'システム'],
    [768, 'light', 'ja', 'システム'],
    [1280, 'dark', 'en', 'System'],
  ] as const)('has the whole width in view at %d px (%s, %s)', async (width, colorScheme, locale, title) => {
    const { page, complaints } = await openStatus({ width, colorScheme, locale, prepare: worstNight });
    await page.getByRole('heading', { name: title, exact: true }).waitFor();
    await page.getByText('primecheck_stream').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    expect(complaints).toEqual([]);
  });
});
