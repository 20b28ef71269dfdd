import { launchBrowser } from '@ballast/testkit';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FakeServer } from './fake-server/fake-server.ts';
import { problem } from './fake-server/problem.ts';
import { openPage } from './open-page.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

/** A job of forty letters, one in ten of which comes back, and its page. */
async function openJob(role: 'viewer' | 'operator', rate: number, more: { width?: number; dark?: boolean } = {}) {
  let id = '';
  const opened = await openPage(browser, {
    path: '/dlq/jobs',
    viewport: { width: more.width ?? 1280, height: 900 },
    ...(more.dark && { colorScheme: 'dark' }),
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'grace', role } };
      id = startJob(server, rate);
    },
  });
  await opened.page.goto(`${opened.server.url}/dlq/jobs/${id}`);
  await opened.page.getByRole('heading', { name: 'Redrive', exact: true }).waitFor();
  return { ...opened, id };
}

function startJob(server: FakeServer, rate_per_second: number): string {
  const letters = server.deadLetters.letters.filter((one) => one.error_type !== 'poison').slice(0, 40);
  letters.forEach(({ id }, place) => {
    if (place % 10 === 9) server.redrives.failing.add(id);
  });
  const body = { message_ids: letters.map(({ id }) => id), rate_per_second, reason: 'The database is back' };
  server.redrives.answer({ route: 'POST /api/dlq/jobs', query: new URLSearchParams(), body }, true);
  return server.redrives.jobs[0]?.id ?? '';
}

describe('a redrive', () => {
  it('is seen going from wave to wave until its end, by whoever has its address', async () => {
    const { page, complaints } = await openJob('viewer', 20);
    await page.getByText('Completed').waitFor();
    await page.getByText('40 of 40').waitFor();
    expect(await page.getByRole('list', { name: 'Waves' }).getByText('Passed').count()).toBe(4);
    await page.getByText('Failed', { exact: true }).first().waitFor();
    await page.getByRole('link', { name: 'All redrives' }).click();
    await page.getByRole('link', { name: /The database is back/u }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('shows beside the rate that is set the one that is measured, and estimates by it', async () => {
    const { page } = await openJob('viewer', 2);
    const rate = page.locator('dl > div').filter({ hasText: /^Rate/u });
    await rate.getByText('2 a second').waitFor();
    await rate.getByText(/^\d(\.\d)? a second lately$/u).waitFor();
  });

  it('is paused, resumed and cancelled with a reason; a tab that was closed finds it as it is', async () => {
    const { page, server } = await openJob('operator', 0.5);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Paused').waitFor();
    await page.reload();
    await page.getByText('Paused').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Running').waitFor();
    await page.getByRole('button', { name: 'Cancel…' }).click();
    await page.getByLabel('Why?').fill('Wrong letters');
    await page.getByLabel('Why?').press('Enter');
    await page.getByText('Cancelled').waitFor();
    await expect
      .poll(() => server.redrives.controls, { timeout: 10_000 })
      .toEqual([
        { control: 'pause', reason: undefined },
        { control: 'resume', reason: undefined },
        { control: 'cancel', reason: 'Wrong letters' },
      ]);
  });

  it('shows as it was when the server refuses an act, and says so', async () => {
    const { page, server, id } = await openJob('operator', 0.5);
    server.nextOf.set(`POST /api/dlq/jobs/${id}/pause`, [{ status: 500, body: problem(500, 'internal', 'Failed') }]);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Something failed inside the server.').waitFor();
    await page.getByText('Running').waitFor();
  });

  it('has its acts closed to a viewer, with the reason', async () => {
    const { page } = await openJob('viewer', 0.5);
    await page.getByText('Only operators and admins control redrives; you are a viewer.').waitFor();
    expect(await page.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
  });

  it.each([
    [360, false],
    [1280, true],
  ])('has the whole width in view at %d px (dark: %s)', async (width, dark) => {
    const { page } = await openJob('operator', 4, { width, dark });
    await page.getByRole('list', { name: 'Waves' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
  });
});
