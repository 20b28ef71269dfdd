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
  readonly search?: string;
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly prepare?: (server: FakeServer) => void;
}

/** The audit of 120 acts, every tenth of which a rule's, as a viewer reads it. */
function openAudit({ search = '', width = 1280, colorScheme = 'light', prepare }: Opened = {}) {
  return openPage(browser, {
    path: `/dlq/audit${search}`,
    viewport: { width, height: 900 },
    colorScheme,
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'carl', role: 'viewer' } };
      for (let number = 1; number <= 120; number += 1) {
        if (number % 10 === 0) server.rules.fire('network-timeout', { shadow: true, letters: number });
        else server.audit.add({ act: 'letter.discard', target_id: String(number), reason: `Reason ${number}` });
      }
      prepare?.(server);
    },
  });
}

const rows = (page: Page) => page.getByRole('list', { name: 'Entries' }).getByRole('listitem');
const at = (page: Page) => new URL(page.url()).searchParams;
const failure = { status: 500, body: problem(500, 'internal', 'Internal error') };

describe('the audit', () => {
  it('lists the newest first, a page at a time, each by its keyset, to the beginning', async () => {
    const { page, server, complaints } = await openAudit();
    await rows(page).first().getByText('rule:network-timeout').waitFor();
    expect(await rows(page).count()).toBe(50);
    await page.getByRole('button', { name: 'Show older' }).click();
    await expect.poll(() => rows(page).count()).toBe(100);
    await page.getByRole('button', { name: 'Show older' }).click();
    await page.getByText('That is the beginning.').waitFor();
    expect(await rows(page).count()).toBe(120);
    const cursors = server.audit.asked.map((query) => query.get('cursor'));
    expect(cursors).toEqual(expect.arrayContaining(['71', '21']));
    expect(complaints).toEqual([]);
  });

  it('takes new entries in front with no press of a key', async () => {
    const { page, server } = await openAudit();
    await rows(page).first().waitFor();
    server.audit.add({ act: 'keys.rotate', target_type: 'keys', target_id: 'k2', actor: 'ada' });
    await rows(page).first().getByText('keys.rotate').waitFor();
  });

  it('is narrowed by who, kind and what, all of it in the address; "back" widens it again', async () => {
    const { page } = await openAudit();
    await page.getByLabel('Who', { exact: true }).fill('rule:network-timeout');
    await page.getByLabel('Who', { exact: true }).press('Enter');
    await expect.poll(() => rows(page).count()).toBe(12);
    expect(at(page).get('actor')).toBe('rule:network-timeout');
    await page.getByLabel('Of what kind').selectOption('letter');
    await page.getByText('Nothing of this is in the audit.').waitFor();
    await page.goBack();
    await expect.poll(() => rows(page).count()).toBe(12);
    await page.reload();
    await expect.poll(() => rows(page).count()).toBe(12);
    expect(await page.getByLabel('Who', { exact: true }).inputValue()).toBe('rule:network-timeout');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect.poll(() => rows(page).count()).toBe(50);
    expect(await page.getByLabel('Who', { exact: true }).inputValue()).toBe('');
  });

  it('shows all that an entry says, with ways to what it was done to and to more of the same', async () => {
    const { page } = await openAudit({ search: '?entry=119' });
    const entry = rows(page).filter({ hasText: 'Entry 119' });
    await entry.getByText('Hash of the entry before').waitFor();
    expect(await entry.getByRole('link', { name: 'Open it' }).getAttribute('href')).toContain('letter=119');
    await entry.getByRole('button', { name: 'Only what was done to 119' }).click();
    await expect.poll(() => rows(page).count()).toBe(1);
    expect([at(page).get('type'), at(page).get('target')]).toEqual(['letter', '119']);
  });

  it('says when it could not be loaded, loads when asked again, and says what would be there', async () => {
    const { page, server } = await openAudit({
      prepare: (one) => one.nextOf.set('GET /api/dlq/audit', [failure]),
    });
    await page.getByText('The audit could not be loaded.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
    server.deadLetters.audit = [];
    await page.reload();
    await page.getByText(/^Nobody has done anything yet\./u).waitFor();
  });

  it('is exported whole by a link of its own server', async () => {
    const { page } = await openAudit();
    const link = page.getByRole('link', { name: 'Export all' });
    expect(await link.getAttribute('href')).toBe('/api/dlq/audit/export');
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    expect(download.suggestedFilename()).toBe('audit.ndjson');
  });
});

describe('the chain of hashes', () => {
  it('is said to be intact, with the number of entries and when that was found', async () => {
    const { page, server } = await openAudit();
    await page.getByText('The chain of 120 entries is intact.').waitFor();
    server.audit.add({ act: 'letter.undo' });
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('The chain of 121 entries is intact.').waitFor();
  });

  it('is said to be broken, where, and leads to the entry', async () => {
    const { page } = await openAudit({ prepare: ({ audit }) => Object.assign(audit, { brokenAt: 42 }) });
    await page.getByRole('alert').getByText('The chain is broken at entry 42.').waitFor();
    await page.getByRole('button', { name: 'Look at it' }).click();
    await rows(page).first().getByText('Entry 42').waitFor({ state: 'attached' });
    await rows(page).first().getByText('Hash of the entry before').waitFor();
    expect([at(page).get('up-to'), at(page).get('entry')]).toEqual(['42', '42']);
  });

  it('is not said to be anything when that could not be found out', async () => {
    const body = problem(503, 'unavailable', 'Unavailable', { detail: 'This was not done in 25 s.' });
    const { page } = await openAudit({
      prepare: (server) => server.nextOf.set('GET /api/dlq/audit/verify', [{ status: 503, body }]),
    });
    await page.getByText('Whether the chain is whole could not be found out.').waitFor();
    expect(await page.getByText('intact').count()).toBe(0);
    await page.getByRole('button', { name: 'Check again' }).click();
    await page.getByText('The chain of 120 entries is intact.').waitFor();
  });
});

it.each([
  ['light', 1280],
  ['dark', 1280],
  ['light', 360],
  ['dark', 360],
] as const)('the whole width is in view in the %s theme at %d px', async (colorScheme, width) => {
  const { page } = await openAudit({ width, colorScheme, search: '?entry=118' });
  await page.getByText('The chain of 120 entries is intact.').waitFor();
  await page.getByText('Hash of the entry before').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
});

it('is closed to who is not signed in', async () => {
  const { page } = await openAudit({ prepare: (server) => Object.assign(server.accounts, { session: {} }) });
  await page.getByLabel('Key', { exact: true }).waitFor();
  expect(await rows(page).count()).toBe(0);
});
