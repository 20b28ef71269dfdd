import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeServer } from './fake-server/fake-server.ts';
import { problem } from './fake-server/problem.ts';
import { openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

interface Opened {
  readonly role?: 'viewer' | 'operator';
  readonly search?: string;
  readonly width?: number;
  readonly dark?: boolean;
  readonly locale?: string;
  readonly prepare?: (server: FakeServer) => void;
}

/** The dashboard with its listed letters selected. */
async function openSelected({ role = 'operator', search = '', width = 1280, dark, locale, prepare }: Opened = {}) {
  const opened = await openPage(browser, {
    path: `/dlq/dashboard${search}`,
    viewport: { width, height: 900 },
    ...(dark && { colorScheme: 'dark' }),
    ...(locale !== undefined && { locale }),
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'grace', role } };
      prepare?.(server);
    },
  });
  await opened.page.getByRole('grid').getByRole('row').first().waitFor();
  const listed = locale === 'ja' ? '表示中のレターをすべて選択' : 'Select the letters listed so far';
  await opened.page.getByLabel(listed).check();
  return opened;
}

const bar = (page: Page) => page.getByRole('region', { name: 'With the selected letters' });
const sheet = (page: Page) => page.getByRole('dialog', { name: 'Redrive dead letters' });
const openSheet = (page: Page) => bar(page).getByRole('button', { name: 'Redrive…' }).click();
const next = (page: Page) => sheet(page).getByRole('button', { name: 'Next' }).click();

describe('the redrive sheet', () => {
  it('says what would be sent and what not, how long it takes, and sends with a reason to the page of its job', async () => {
    const { page, server, complaints } = await openSelected();
    await bar(page).getByText('With 100 letters').waitFor();
    await openSheet(page);
    const poison = server.deadLetters
      .find(new URLSearchParams({ status: 'pending' }))
      .slice(0, 100)
      .filter(({ error_type }) => error_type === 'poison').length;
    await sheet(page)
      .getByText(`${100 - poison} of 100 letters would be sent again.`)
      .waitFor();
    await sheet(page).getByText(`${poison}: It is poison.`).waitFor();
    await next(page);
    await sheet(page).getByText('1 → 5 → 25 →').waitFor();
    await sheet(page).getByLabel('Letters a second').fill('1');
    await sheet(page)
      .getByText(/^1 min \d+ s$/u)
      .waitFor();
    await sheet(page).getByLabel('A few first').uncheck();
    await sheet(page).getByText('→').waitFor({ state: 'detached' });
    await next(page);
    const go = sheet(page).getByRole('button', { name: `Redrive ${100 - poison} letters` });
    await go.click();
    await sheet(page).getByText('Say why: it is kept with the redrive.').waitFor();
    expect(server.redrives.jobs).toEqual([]);
    await sheet(page).getByLabel('Why?').fill('The database is back');
    await go.click();
    await page.getByRole('heading', { name: 'Redrive', exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/dlq/jobs/${server.redrives.jobs[0]?.id}`);
    expect(server.redrives.jobs[0]).toMatchObject({ rate_per_second: 1, reason: 'The database is back' });
    expect(server.redrives.jobs[0]?.items.length).toBe(100 - poison);
    expect(complaints).toEqual([]);
  });

  it('sends all that a search finds, not only what is listed', async () => {
    const { page, server } = await openSelected({ search: '?q=type%3Atransient' });
    await page.getByRole('button', { name: 'Select all that match' }).click();
    await bar(page)
      .getByText(/With all \d+ that match/u)
      .waitFor();
    await openSheet(page);
    await next(page);
    await next(page);
    await sheet(page).getByLabel('Why?').fill('All of them');
    await sheet(page).getByLabel('Why?').press('Enter');
    await page.getByRole('heading', { name: 'Redrive', exact: true }).waitFor();
    expect(server.redrives.jobs[0]?.items.length).toBeGreaterThan(100);
  });

  it('keeps what is typed and says why when the server refuses', async () => {
    const { page, server } = await openSelected();
    await openSheet(page);
    await next(page);
    await next(page);
    await sheet(page).getByLabel('Why?').fill('The database is back');
    // The dry run is behind: what comes next is the redrive itself.
    server.nextOf.set('POST /api/dlq/jobs', [{ status: 500, body: problem(500, 'internal', 'Internal error') }]);
    await sheet(page).getByLabel('Why?').press('Enter');
    await sheet(page).getByText('Something failed inside the server.').waitFor();
    expect(await sheet(page).getByLabel('Why?').inputValue()).toBe('The database is back');
    expect(server.redrives.jobs).toEqual([]);
    await sheet(page).getByLabel('Why?').press('Enter');
    await page.getByRole('heading', { name: 'Redrive', exact: true }).waitFor();
  });

  it('does not go on with a rate that cannot be', async () => {
    const { page } = await openSelected();
    await openSheet(page);
    await next(page);
    await sheet(page).getByLabel('Letters a second').fill('0');
    await sheet(page).getByText('A number from 0.01 to 10,000.').waitFor();
    expect(await sheet(page).getByRole('button', { name: 'Next' }).isDisabled()).toBe(true);
  });

  it('says when the dry run came to nothing, and asks again', async () => {
    const { page } = await openSelected({
      prepare: (one) =>
        one.nextOf.set(
          'POST /api/dlq/jobs',
          Array.from({ length: 4 }, () => ({ status: 400, body: problem(400, 'invalid_request', 'Bad request') })),
        ),
    });
    await openSheet(page);
    await sheet(page).getByText('What would be sent could not be loaded.').waitFor();
  });

  it('is closed by Escape: the letters stay selected and the focus returns to what opened it', async () => {
    const { page } = await openSelected();
    await bar(page).getByRole('button', { name: 'Redrive…' }).focus();
    await page.keyboard.press('Enter');
    await sheet(page).getByText('By type').waitFor();
    await page.keyboard.press('j');
    expect(new URL(page.url()).searchParams.get('letter')).toBe(null);
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'detached' });
    await bar(page).getByText('With 100 letters').waitFor();
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Redrive…');
  });

  it('is closed to a viewer, with the reason', async () => {
    const { page } = await openSelected({ role: 'viewer' });
    await bar(page)
      .getByText(/Only operators and admins redrive, edit and discard letters/u)
      .waitFor();
    expect(await bar(page).getByRole('button', { name: 'Redrive…' }).isDisabled()).toBe(true);
    expect(await bar(page).getByRole('button', { name: 'Discard…' }).isDisabled()).toBe(true);
  });

  it.each([
    [360, false],
    [1280, false],
    [1280, true],
  ])('has the whole width in view at %d px (dark: %s)', async (width, dark) => {
    const { page } = await openSelected({ width, dark, search: '?q=type%3Atransient' });
    await openSheet(page);
    await sheet(page).getByText('By type').waitFor();
    await next(page);
    await sheet(page).getByText('Takes at least').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    const tooWide = "document.querySelector('dialog').scrollWidth > document.querySelector('dialog').clientWidth";
    expect(await page.evaluate(tooWide)).toBe(false);
  });

  it('speaks Japanese too', async () => {
    const { page } = await openSelected({ locale: 'ja', search: '?q=type%3Atransient' });
    await page.getByRole('button', { name: '再送…' }).click();
    await page.getByRole('dialog', { name: 'デッドレターの再送' }).getByText('種類別').waitFor();
  });
});
