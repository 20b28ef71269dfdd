import type { AuditEntry, DeadLetter, DeadLetterList } from '@ballast/contracts/operators';
import { launchBrowser, until } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { addressOf, lostRequests, ownNumber, refusedMails, refusedWith, untilStored } from './dead-letters.ts';
import { mailsTo } from './mails.ts';
import { ask, type OperatorsPage, openAs } from './operators.ts';
import { freshStack } from './stack.ts';

// Whatever is seen on a second page came there by itself: each test ends with proof that nobody loaded it again.

const stack = freshStack();

/** Whose mails were refused, with which status, before the mail server was itself again. */
const EDITED = { status: '5.1.1', names: ['edna'] };
// So many that one has not come to its end before the other has seen it and paused it.
const REDRIVEN = { status: '5.2.1', names: Array.from({ length: 16 }, (_, n) => `rita-${n}`) };
const CANCELLED = { status: '5.7.1', names: Array.from({ length: 4 }, (_, n) => `carl-${n}`) };
let adas: Browser;
let graces: Browser;
beforeAll(async () => {
  const refused = Object.fromEntries([EDITED, REDRIVEN, CANCELLED].map(({ status, names }) => [status, names]));
  [adas, graces] = await Promise.all([launchBrowser(), launchBrowser(), refusedMails(stack, refused)]);
});
afterAll(() => Promise.all([adas.close(), graces.close()]));

const openBoth = (path: string, gracesPath = path) =>
  Promise.all([openAs(stack, adas, 'ada', path), openAs(stack, graces, 'grace', gracesPath)]);
const searchFor = (query: string) => `/dlq/dashboard?${new URLSearchParams({ q: query })}`;
const rows = (page: Page) => page.getByRole('grid', { name: 'Letters' }).getByRole('row');
const row = (page: Page, id: string) => page.getByRole('checkbox', { name: `Select letter ${id}`, exact: true });
const bar = (page: Page) => page.getByRole('region', { name: 'With the selected letters' });
const detail = (page: Page) => page.getByRole('region', { name: /^Letter \d+$/u });
const sheet = (page: Page) => page.getByRole('dialog');
const badge = (page: Page, state: string) => page.getByRole('main').getByText(state, { exact: true }).first();

function expectUntouched(...pages: readonly OperatorsPage[]): void {
  expect(pages.map(({ faults, loads }) => ({ faults, loads: loads() }))).toEqual(
    pages.map(() => ({ faults: [], loads: 0 })),
  );
}

/** Selects all that is listed and goes through the wizard up to its last step. */
async function planRedrive(page: Page, { count, rate, delay }: { count: number; rate: number; delay: number }) {
  await expect.poll(() => rows(page).count()).toBe(count);
  await page.getByLabel('Select the letters listed so far').check();
  await bar(page).getByRole('button', { name: 'Redrive…' }).click();
  await sheet(page).getByText(`${count} of ${count} letters would be sent again.`).waitFor();
  await sheet(page).getByRole('button', { name: 'Next' }).click();
  await sheet(page).getByLabel('Letters a second').fill(String(rate));
  await sheet(page).getByLabel('Seconds before the first is sent').fill(String(delay));
  expect(await sheet(page).getByLabel('A few first').isChecked()).toBe(true);
  await sheet(page).getByText('Takes at least').waitFor();
}

it('what one discards and takes back leaves and returns on the page of the other', async () => {
  const [first, second, third] = (await lostRequests(stack, ownNumber(), 3)) as [DeadLetter, DeadLetter, DeadLetter];
  const query = `id:${first.id} OR id:${second.id} OR id:${third.id}`;
  const [ada, grace] = await openBoth(searchFor(query), `${searchFor(query)}&letter=${first.id}`);
  await expect.poll(() => rows(grace.page).count()).toBe(3);
  for (const { id } of [first, second]) await row(ada.page, id).check();
  await bar(ada.page).getByRole('button', { name: 'Discard…' }).click();
  await ada.page.getByLabel('Why?').fill('Nobody waits for them');
  await ada.page.getByLabel('Why?').press('Enter');

  await row(grace.page, second.id).waitFor({ state: 'detached' });
  expect(await rows(grace.page).count()).toBe(1);
  await detail(grace.page).getByText('Discarded by ada').waitFor();
  await detail(grace.page).getByText('Nobody waits for them').first().waitFor();

  await ada.page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => rows(grace.page).count()).toBe(3);
  await detail(grace.page).getByRole('button', { name: 'Discard…' }).waitFor();
  expectUntouched(ada, grace);
});

it('a letter is edited, held to its contract, compared, and redriven; the other sees it succeed, and its mail comes', async () => {
  const [letter] = await untilStored(stack, refusedWith(EDITED.status), 1);
  const [ada, grace] = await openBoth(`/dlq/dashboard?letter=${letter?.id}`);
  await detail(ada.page).getByRole('button', { name: 'Edit and redrive…' }).click();
  const text = sheet(ada.page).getByRole('textbox', { name: 'Message' });
  await sheet(ada.page).getByText('It fits the contract of emailsend.').waitFor();
  const original = await text.inputValue();
  await text.fill(original.replace('prime_check_result', 'birthday_card'));
  await sheet(ada.page).getByText('/payload/kind').waitFor();
  const send = sheet(ada.page).getByRole('button', { name: 'Redrive it so' });
  expect(await send.isDisabled()).toBe(true);

  await text.fill(original.replace('"prime_check_result"', '"prime_check_result", "asked_by": "ada"'));
  await sheet(ada.page).getByText('It fits the contract of emailsend.').waitFor();
  const difference = sheet(ada.page).getByRole('region', { name: 'Differences' });
  await difference.getByText('asked_by').waitFor();
  await sheet(ada.page).getByLabel('Why?').fill('The mail server knows them again');
  await send.click();
  await ada.page.getByRole('heading', { name: 'Redrive', exact: true }).waitFor();

  await detail(grace.page).getByText('its message succeeded', { exact: true }).waitFor();
  await detail(grace.page).getByText('by ada').first().waitFor();
  await badge(ada.page, 'Completed').waitFor();
  const mails = await until(async () => {
    const found = await mailsTo(stack, addressOf('edna'));
    return found.length > 0 && found;
  });
  expect(mails.map(({ subject }) => subject)).toEqual(['Prime Check Result: 97 is Prime!']);
  expectUntouched(ada, grace);
});

it('a redrive that one starts is seen by both, paused by the other, resumed, and comes to its end', async () => {
  const [ada, grace] = await openBoth(searchFor(refusedWith(REDRIVEN.status)), '/dlq/jobs');
  await planRedrive(ada.page, { count: REDRIVEN.names.length, rate: 1, delay: 1 });
  await sheet(ada.page).getByText('1 → 5 → 10').waitFor();
  await sheet(ada.page).getByRole('button', { name: 'Next' }).click();
  await sheet(ada.page).getByRole('button', { name: 'Redrive 16 letters' }).click();
  await sheet(ada.page).getByText('Say why').waitFor();
  await sheet(ada.page).getByLabel('Why?').fill('Mail goes out again');
  await sheet(ada.page).getByLabel('Why?').press('Enter');
  await badge(ada.page, 'Running').waitFor();

  await grace.page
    .getByRole('link', { name: /Mail goes out again/u })
    .first()
    .click();
  await grace.page
    .getByRole('list', { name: 'Waves' })
    .getByText(/^[1-9] succeeded$/u)
    .first()
    .waitFor();
  await grace.page.getByRole('button', { name: 'Pause' }).click();
  await badge(ada.page, 'Paused').waitFor();
  await ada.page.getByRole('button', { name: 'Resume' }).click();
  await badge(grace.page, 'Running').waitFor();
  for (const { page } of [ada, grace]) {
    await badge(page, 'Completed').waitFor({ timeout: 60_000 });
    await page.getByText('16 of 16').waitFor();
    expect(await page.getByRole('list', { name: 'Waves' }).getByText('Passed').count()).toBe(3);
  }
  expect((await mailsTo(stack, addressOf('rita-15'))).length).toBe(1);
  expectUntouched(ada, grace);
});

it('a redrive that is cancelled sends nothing, and a viewer sees all of it with the acts closed', async () => {
  const query = refusedWith(CANCELLED.status);
  const [ada, vera] = await Promise.all([
    openAs(stack, adas, 'ada', searchFor(query)),
    openAs(stack, graces, 'vera', searchFor(query)),
  ]);
  await expect.poll(() => rows(vera.page).count()).toBe(CANCELLED.names.length);
  await vera.page.getByLabel('Select the letters listed so far').check();
  await bar(vera.page)
    .getByText('Only operators and admins redrive, edit and discard letters; you are a viewer.')
    .waitFor();
  for (const name of ['Redrive…', 'Discard…']) {
    expect(await bar(vera.page).getByRole('button', { name }).isDisabled()).toBe(true);
  }

  await planRedrive(ada.page, { count: CANCELLED.names.length, rate: 1, delay: 600 });
  await sheet(ada.page).getByRole('button', { name: 'Next' }).click();
  await sheet(ada.page).getByLabel('Why?').fill('In ten minutes');
  await sheet(ada.page).getByLabel('Why?').press('Enter');
  await ada.page.getByText('begins in').waitFor();
  await vera.page.getByRole('link', { name: 'Redrives' }).click();
  await vera.page
    .getByRole('link', { name: /In ten minutes/u })
    .first()
    .click();
  await vera.page.getByText('Only operators and admins control redrives; you are a viewer.').waitFor();
  for (const name of ['Pause', 'Cancel…']) {
    expect(await vera.page.getByRole('button', { name }).isDisabled()).toBe(true);
  }

  await ada.page.getByRole('button', { name: 'Cancel…' }).click();
  await ada.page.getByLabel('Why?').fill('It can wait');
  await ada.page.getByLabel('Why?').press('Enter');
  await badge(vera.page, 'Cancelled').waitFor();
  await vera.page
    .getByRole('list', { name: 'Waves' })
    .getByText(/not sent$/u)
    .first()
    .waitFor();
  expect((await untilStored(stack, query, CANCELLED.names.length)).length).toBe(CANCELLED.names.length);
  expectUntouched(ada, vera);
});

it('the audit shows each act as it happens, narrows to who did it, and is exported whole', async () => {
  const { page, faults, loads } = await openAs(stack, graces, 'vera', '/dlq/audit?type=letter');
  const [letter] = await lostRequests(stack, ownNumber(), 1);
  await ask<DeadLetterList>(stack, 'grace', 'DELETE /api/dlq/discard', {
    message_ids: [letter?.id],
    reason: `Not needed: ${letter?.id}`,
  });
  const entry = page
    .getByRole('list', { name: 'Entries' })
    .getByRole('button')
    .filter({ hasText: `Not needed: ${letter?.id}` });
  await entry.waitFor();
  expect(await entry.textContent()).toContain(`grace`);
  await page.getByLabel('Who').fill('ada');
  await page.getByLabel('Who').press('Enter');
  await entry.waitFor({ state: 'detached' });
  await page.getByLabel('Who').fill('grace');
  await page.getByLabel('What', { exact: true }).fill(letter?.id ?? '');
  await page.getByLabel('Who').press('Enter');
  await entry.click();
  await page.getByText('Hash of the entry before').waitFor();
  expect(new URL(page.url()).search).toContain(`actor=grace&type=letter&target=${letter?.id}`);
  await page.getByText(/^The chain of [\d,]+ entr(y|ies) is intact\.$/u).waitFor();

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Export all' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('audit.ndjson');
  const exported = (await (await download.createReadStream()).toArray()).join('');
  const entries = exported
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEntry);
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, place) => place + 1));
  expect(
    entries.filter(({ target_id, target_type }) => target_type === 'letter' && target_id === letter?.id),
  ).toMatchObject([{ actor: 'grace', act: 'letter.discard', outcome: 'done' }]);
  expect({ faults, loads: loads() }).toEqual({ faults: [], loads: 0 });
});
