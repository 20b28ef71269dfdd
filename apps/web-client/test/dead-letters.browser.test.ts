import { parseExactJson } from '@ballast/contracts/operators';
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
  readonly role?: 'viewer' | 'operator' | 'admin';
  readonly search?: string;
  readonly locale?: string;
  readonly width?: number;
  readonly prepare?: (server: FakeServer) => void;
}

/** The dashboard, opened by an operator. */
function openDashboard({ role = 'operator', search = '', width = 1280, locale, prepare }: Opened = {}) {
  return openPage(browser, {
    ...(locale !== undefined && { locale }),
    path: `/dlq/dashboard${search}`,
    viewport: { width, height: 900 },
    prepare: (server) => {
      server.accounts.session = { operator: { name: 'grace', role } };
      prepare?.(server);
    },
  });
}

const grid = (page: Page) => page.getByRole('grid', { name: 'Letters' });
const rows = (page: Page) => grid(page).getByRole('row');
const groups = (page: Page) => page.getByRole('region', { name: 'Groups' });
const detail = (page: Page) => page.getByRole('region', { name: /^Letter \d+$/u });
const field = (page: Page) => page.getByRole('combobox', { name: 'Search dead letters' });
const at = (page: Page) => new URL(page.url()).searchParams;
const failure = { status: 500, body: problem(500, 'internal', 'Internal error') };

describe('groups', () => {
  it('stand largest first with their counts, and list their letters when chosen', async () => {
    const { page } = await openDashboard();
    const names = groups(page).getByRole('listitem');
    await names.first().waitFor();
    expect(await names.first().textContent()).toContain('The mail server did not answer');
    await names
      .first()
      .getByRole('img', { name: /letters in the last 24 hours/u })
      .waitFor();
    await groups(page).getByText('Back again').waitFor();
    await groups(page)
      .getByRole('button', { name: /User unknown/u })
      .click();
    await rows(page).first().getByText('550 5.1.1').waitFor();
    expect(at(page).get('group')).toBe('c'.repeat(64));
    await page.goBack();
    await expect.poll(() => rows(page).getByText('smtp_timeout').count()).toBeGreaterThan(0);
  });

  it('are resolved with a reason and leave the list at once; one that the server refuses returns', async () => {
    const { page, server } = await openDashboard({
      prepare: (one) => one.nextOf.set(`POST /api/dlq/groups/${'c'.repeat(64)}`, [failure]),
    });
    const group = groups(page).getByRole('button', { name: /User unknown/u });
    const resolve = async () => {
      await group.click();
      await groups(page).getByRole('button', { name: 'Resolve…' }).click();
      await page.getByLabel('Why?').fill('The list was cleaned');
      await page.getByRole('button', { name: 'Mark as resolved' }).click();
    };
    await resolve();
    await groups(page).getByText('Something failed inside the server.').waitFor();
    expect(server.deadLetters.groupChanges).toEqual([]);
    await resolve();
    await group.waitFor({ state: 'detached' });
    expect(server.deadLetters.groupChanges).toEqual([{ status: 'resolved', reason: 'The list was cleaned' }]);
    await page.getByRole('radio', { name: 'Resolved' }).click();
    await group.waitFor();
  });

  it('are in view and closed for a viewer, with the reason', async () => {
    const { page } = await openDashboard({ role: 'viewer', search: `?group=${'c'.repeat(64)}` });
    expect(await groups(page).getByRole('button', { name: 'Resolve…' }).isDisabled()).toBe(true);
    await groups(page)
      .getByText(/Only operators and admins resolve, ignore and reopen groups/u)
      .waitFor();
  });
});

describe('the list', () => {
  it('is moved through by j, k and the arrow keys, the open letter in the address', async () => {
    const { page } = await openDashboard();
    await rows(page).first().waitFor();
    await page.keyboard.press('j');
    await detail(page).getByRole('heading', { name: 'What happened' }).waitFor();
    expect(at(page).get('letter')).toBe('199');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => at(page).get('letter')).toBe('197');
    await page.keyboard.press('k');
    await expect.poll(() => at(page).get('letter')).toBe('198');
    await page.keyboard.press('Escape');
    await expect.poll(() => at(page).get('letter')).toBe(null);
  });

  it('loads page after page while it is scrolled, and draws only what is in view', async () => {
    const { page } = await openDashboard({ search: '?state=all' });
    await rows(page).first().waitFor();
    await expect
      .poll(
        async () => {
          await grid(page).hover();
          await page.mouse.wheel(0, 4_000);
          return rows(page).last().getAttribute('aria-rowindex');
        },
        { timeout: 15_000 },
      )
      .toBe('200');
    expect(await rows(page).count()).toBeLessThan(60);
    await page.getByText('200 listed That is all.').waitFor();
  });

  it('takes new letters in front with no press of a key', async () => {
    const { page, server } = await openDashboard();
    await rows(page).first().waitFor();
    server.deadLetters.add({ error_message: 'It has just come in' });
    await rows(page).first().getByText('It has just come in').waitFor();
  });

  it('selects a row, what is listed, and all that match with their number', async () => {
    const { page } = await openDashboard({ search: '?q=type%3Atransient' });
    await rows(page).first().waitFor();
    await rows(page).first().getByRole('checkbox').check();
    await page.getByText('1 letter selected').waitFor();
    await page.getByLabel('Select the letters listed so far').check();
    await page.getByText('100 letters selected').waitFor();
    await page.getByRole('button', { name: 'Select all that match' }).click();
    const pending = await page.getByText(/All \d+ that match are selected/u).textContent();
    expect(Number(pending?.match(/\d+/u)?.[0])).toBeGreaterThan(100);
    await page.keyboard.press('Escape');
    await page.getByText('that match are selected').waitFor({ state: 'detached' });
  });

  it('selects a row out of all that match, and nothing of another search than the one that was counted', async () => {
    const { page } = await openDashboard({ search: '?q=type%3Atransient' });
    await page.getByLabel('Select the letters listed so far').check();
    const all = page.getByRole('button', { name: 'Select all that match' });
    await all.click();
    await page.getByText(/All \d+ that match are selected/u).waitFor();
    await rows(page).first().getByRole('checkbox').uncheck();
    await page.getByText('99 letters selected').waitFor();

    const { promise: counted, resolve: answer } = Promise.withResolvers<void>();
    await page.route('**/api/dlq/messages/count?*', (route) => counted.then(() => route.continue()));
    await rows(page).first().getByRole('checkbox').check();
    await all.click();
    await page.getByRole('combobox', { name: 'Search' }).fill('type:permanent');
    await page.keyboard.press('Enter');
    await rows(page).first().getByLabel('permanent').waitFor();
    const answered = page.waitForResponse('**/api/dlq/messages/count?*');
    answer();
    await (await answered).finished();
    await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))');
    expect(await page.getByText(/selected$/u).count()).toBe(0);
  });

  it('says that nothing matches and takes the search back', async () => {
    const { page } = await openDashboard({ search: '?q=nowhere' });
    await page.getByText('Nothing matches.').waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    await rows(page).first().waitFor();
  });

  it('says how far a search came that ran out of time, and goes on when asked', async () => {
    const { page } = await openDashboard({
      search: '?q=User',
      prepare: (s) => Object.assign(s.deadLetters, { partialAnswers: 1 }),
    });
    await page.getByText('The search takes long and has found nothing yet.').waitFor();
    await page.getByRole('button', { name: 'Search on' }).click();
    await rows(page).first().getByText('smtp_550').waitFor();
  });

  it('says when it could not be loaded, and loads when asked again', async () => {
    const { page } = await openDashboard({ prepare: (s) => s.nextOf.set('GET /api/dlq/messages', [failure]) });
    await page.getByText('Letters could not be loaded.').waitFor();
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
  });
});

describe('a letter', () => {
  it('says what failed, with its attempts to scale, payload, headers, stack, trace and audit', async () => {
    const { page } = await openDashboard({
      search: '?letter=199',
      prepare: ({ deadLetters }) => {
        deadLetters.audit.push({
          seq: 1,
          at: new Date().toISOString(),
          actor: 'ada',
          act: 'letter.edit',
          target_type: 'letter',
          target_id: '199',
          reason: 'The number was cut',
          outcome: 'done',
          details: {},
          prev_hash: '',
          hash: '',
        });
      },
    });
    const letter = detail(page);
    await letter.getByText(/failed 4 times in \w+ and was given up/u).waitFor();
    const heights = (await page.evaluate(
      `[...document.querySelectorAll('[data-gap-ms]')].map((one) => [Number(one.dataset.gapMs), one.getBoundingClientRect().height])`,
    )) as [ms: number, px: number][];
    const backOffs = heights.filter(([ms]) => ms >= 1_000);
    expect(backOffs.length).toBe(3);
    const [perMs, ...others] = backOffs.map(([ms, px]) => px / ms);
    for (const other of others) expect(other / (perMs ?? 1)).toBeCloseTo(1, 1);
    await letter.getByRole('radio', { name: 'Raw' }).click();
    await letter.getByText('"version": 1').waitFor();
    await letter.getByText('Ballast-Contract-Version').waitFor();
    await letter.getByText('at handle (file:///app/src/handle.ts:42:11)').waitFor();
    expect(await letter.getByRole('link', { name: 'Open trace' }).getAttribute('href')).toContain('/trace/');
    await letter.getByText('The number was cut').waitFor();
  });

  it('has every digit of its numbers, in the tree and as it was written', async () => {
    const payload = '{"id":9007199254740993,"share":0.12345678901234567890,"count":2}';
    const { page } = await openDashboard({
      search: '?letter=199',
      prepare: ({ deadLetters }) => {
        const letter = deadLetters.letters.find(({ id }) => id === '199');
        Object.assign(letter ?? {}, { payload: parseExactJson(payload) });
      },
    });
    await detail(page).getByText('9007199254740993', { exact: true }).waitFor();
    await detail(page).getByRole('radio', { name: 'Raw' }).click();
    const raw = await detail(page).getByRole('group', { name: 'Raw' }).textContent();
    expect(raw?.replaceAll(/\s/gu, '')).toBe(payload);
  });

  it('shows what cannot be decoded as its bytes', async () => {
    const { page, server } = await openDashboard();
    const broken = server.deadLetters.letters.find((one) => one.payload_raw !== undefined);
    await page.goto(`${server.url}/dlq/dashboard?letter=${broken?.id}`);
    await detail(page).getByText('This is not JSON. Its 6 bytes, in base64 as kept:').waitFor();
    await detail(page)
      .getByText(broken?.payload_raw ?? 'none')
      .waitFor();
  });
});

describe('the search', () => {
  it('offers fields, then their values, by keyboard', async () => {
    const { page } = await openDashboard();
    await rows(page).first().waitFor();
    await page.keyboard.press('/');
    await field(page).pressSequentially('ty');
    await page.getByRole('option', { name: /^type:/u }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: /^poison/u }).waitFor();
    await page.keyboard.type('poi');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    expect(await field(page).inputValue()).toBe('type:poison ');
    await page.keyboard.press('Enter');
    await expect.poll(() => at(page).get('q')).toBe('type:poison');
    await rows(page).first().getByRole('img', { name: 'Poison' }).waitFor();
  });

  it('points at what cannot be read', async () => {
    const { page } = await openDashboard();
    await field(page).fill('smtp colour:red');
    await field(page).press('Enter');
    const fault = page.getByRole('alert').filter({ hasText: 'This search cannot be read.' });
    await fault.waitFor();
    expect(await fault.locator('mark').textContent()).toBe('colour');
    expect(await field(page).getAttribute('aria-invalid')).toBe('true');
  });

  it('says to who reads Japanese in Japanese what cannot be read', async () => {
    const { page } = await openDashboard({ locale: 'ja-JP' });
    await page.getByRole('combobox').first().fill('smtp "open');
    await page.keyboard.press('Enter');
    const fault = page.getByRole('alert').filter({ hasText: '6文字目の引用符が閉じられていません。' });
    await fault.waitFor();
    expect(await fault.textContent()).not.toContain('expected');
  });

  it('is saved under a name, found again and deleted', async () => {
    const { page, server } = await openDashboard({ search: '?q=type%3Apoison' });
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('button', { name: 'Save this search…' }).click();
    await page.getByLabel('Name').fill('Broken ones');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: /^Broken ones/u }).waitFor();
    expect(server.deadLetters.views).toMatchObject([{ name: 'Broken ones', query: 'type:poison' }]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear search' }).click();
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('button', { name: /^Broken ones/u }).click();
    await expect.poll(() => at(page).get('q')).toBe('type:poison');
    await page.getByRole('button', { name: 'Saved views' }).click();
    await page.getByRole('button', { name: 'Delete view Broken ones' }).click();
    await page.getByText('No search is saved yet.').waitFor();
  });
});

describe('everybody', () => {
  it('sees statistics as charts and as tables, under the strictest policy without a violation', async () => {
    const { page, complaints } = await openDashboard();
    await page.getByRole('button', { name: 'Statistics' }).click();
    await page.locator('.recharts-bar-rectangle').first().waitFor();
    await page.getByRole('button', { name: 'As a table' }).click();
    await page.getByRole('columnheader', { name: 'Hour' }).waitFor();
    await page
      .getByRole('row', { name: /emailsend/u })
      .first()
      .waitFor();
    await page.keyboard.press('j');
    await detail(page).getByText('Payload').first().waitFor();
    expect(complaints).toEqual([]);
  });

  it.each([360, 768, 1280])('has the whole width in view at %d px, and finds the way back', async (width) => {
    const { page } = await openDashboard({ width });
    const tooWide = 'document.documentElement.scrollWidth > innerWidth';
    await groups(page)
      .getByRole('button', { name: /User unknown/u })
      .click();
    expect(await page.evaluate(tooWide)).toBe(false);
    await rows(page).first().getByRole('button').click();
    await detail(page).getByText('Payload').first().waitFor();
    expect(await page.evaluate(tooWide)).toBe(false);
    if (width >= 1024) return;
    await page.getByRole('button', { name: 'Letters' }).click();
    await rows(page).first().waitFor();
    await page.getByRole('button', { name: 'Groups', exact: true }).click();
    await groups(page).waitFor();
  });
});
