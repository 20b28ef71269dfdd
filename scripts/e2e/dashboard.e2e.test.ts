import { PrimeCheckRequested } from '@ballast/contracts';
import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { lostRequests, ownNumber, publishRaw, untilStored } from './dead-letters.ts';
import { openAs, operatorsUrl } from './operators.ts';
import { freshStack } from './stack.ts';

const stack = freshStack();
let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const rows = (page: Page) => page.getByRole('grid', { name: 'Letters' }).getByRole('row');
const groups = (page: Page) => page.getByRole('region', { name: 'Groups' });
const detail = (page: Page) => page.getByRole('region', { name: /^Letter \d+$/u });
const field = (page: Page) => page.getByRole('combobox', { name: 'Search dead letters' });
const at = (page: Page) => new URL(page.url()).searchParams;

it('a key opens a session that no script can read; another key opens nothing, and signing out ends it', async () => {
  const context = await browser.newContext();
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(operatorsUrl(stack, '/dlq/dashboard'));
  await page.getByLabel('Key').fill('not-a-key-of-anybody-0123456789abcdef');
  await page.getByLabel('Key').press('Enter');
  await page.getByText('This key is not known here.').waitFor();
  await page.getByLabel('Key').fill(stack.keys.grace);
  await page.getByLabel('Key').press('Enter');
  await groups(page).waitFor();
  const cookies = await context.cookies();
  expect(cookies.map(({ httpOnly, secure, sameSite }) => ({ httpOnly, secure, sameSite }))).toEqual([
    { httpOnly: true, secure: true, sameSite: 'Strict' },
  ]);
  expect(JSON.stringify(cookies)).not.toContain(stack.keys.grace);
  expect(await page.evaluate('document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })')).toBe('{}');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Key').waitFor();
  expect((await page.request.get(operatorsUrl(stack, '/api/dlq/stats'))).status()).toBe(401);
});

it('letters that fail alike stand in one group with its count, its share and its times', async () => {
  const number = ownNumber();
  await lostRequests(stack, number, 3);
  const { page, faults } = await openAs(stack, browser, 'grace', '/dlq/dashboard');
  const group = groups(page)
    .getByRole('listitem')
    .filter({ hasText: /there is no request/u });
  await group.getByText(/^\d+% of pending$/u).waitFor();
  await group.getByText(/^first seen /u).waitFor();
  await group.getByText(/^last seen /u).waitFor();
  await group.getByRole('img', { name: /letters in the last 24 hours/u }).waitFor();
  await group.getByRole('button').click();
  await rows(page).first().getByText('there is no request').waitFor();
  const listed = Number(await page.getByRole('grid', { name: 'Letters' }).getAttribute('aria-rowcount'));
  expect(listed).toBeGreaterThanOrEqual(3);
  await expect.poll(() => group.getByText(String(listed), { exact: true }).count()).toBe(1);
  expect(faults).toEqual([]);
});

it('a search is typed with completion, stands in the address, outlives a reload, and is kept as a view', async () => {
  const number = ownNumber();
  await lostRequests(stack, number, 2);
  const { page, faults } = await openAs(stack, browser, 'grace', '/dlq/dashboard');
  await groups(page).getByRole('listitem').first().waitFor();
  await page.keyboard.press('/');
  await field(page).pressSequentially('code:');
  await page.getByRole('option', { name: /^request_unknown/u }).click();
  await field(page).pressSequentially('pay');
  await page.getByRole('option', { name: /^payload\./u }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await field(page).pressSequentially(`number:${number}`);
  await field(page).press('Enter');
  await expect.poll(() => rows(page).count()).toBe(2);
  const query = `code:request_unknown payload.number:${number}`;
  expect(at(page).get('q')).toBe(query);
  await page.getByLabel('State').selectOption('All states');
  await page.reload();
  await expect.poll(() => rows(page).count()).toBe(2);
  expect(await field(page).inputValue()).toBe(query);
  expect(at(page).get('state')).toBe('all');

  const name = `Lost ${number}`;
  await page.getByRole('button', { name: 'Saved views' }).click();
  await page.getByRole('button', { name: 'Save this search…' }).click();
  await page.getByLabel('Name').fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: `${name} ${query}` }).waitFor();
  const { page: other } = await openAs(stack, browser, 'vera', '/dlq/dashboard');
  await other.getByRole('button', { name: 'Saved views' }).click();
  await other.getByRole('button', { name: `${name} ${query}` }).click();
  await expect.poll(() => rows(other).count()).toBe(2);
  expect(faults).toEqual([]);
});

it('a letter shows its payload, headers, attempts, stack, trace and audit', async () => {
  // Its contract allows any length; nobody checks so many digits.
  const number = `${ownNumber()}${'1'.repeat(20_000)}`;
  const id = crypto.randomUUID();
  await publishRaw(stack, [JSON.stringify(PrimeCheckRequested.build(id, { number }, new Date()))]);
  const [letter] = await untilStored(stack, `id:${id}`, 1);
  const { page, faults } = await openAs(stack, browser, 'grace', `/dlq/dashboard?letter=${letter?.id}`);
  await detail(page).getByText('primecheck was given up by').waitFor();
  const part = (name: string) => detail(page).getByRole('region', { name, exact: true });
  await part('Payload').getByText('prime_check.requested').waitFor();
  await part('Payload').getByRole('radio', { name: 'Raw' }).click();
  await part('Payload').getByText(`"id": "${id}"`).waitFor();
  await part('Headers').getByText('traceparent').waitFor();
  await part('What happened')
    .getByText(/dead letter/iu)
    .first()
    .waitFor();
  await part('Stack')
    .getByText(/PrimalityError[\s\S]*\n\s+at /u)
    .first()
    .waitFor();
  const trace = await detail(page).getByRole('link', { name: 'Open trace' }).getAttribute('href');
  expect(trace).toMatch(/^http:\/\/localhost:16686\/trace\/[0-9a-f]{32}$/u);
  await part('Audit').getByText('Nobody has done anything to this letter.').waitFor();
  expect(faults).toEqual([]);
});

it('bytes that nobody can read are found by the text in them and shown as they came', async () => {
  const number = ownNumber();
  const bytes = Buffer.from(`\u0000\u0001 ${number}`);
  await publishRaw(stack, [bytes]);
  const [letter] = await untilStored(stack, number, 1);
  const { page, faults } = await openAs(stack, browser, 'vera', `/dlq/dashboard?letter=${letter?.id}`);
  await detail(page).getByText(`This is not JSON. Its ${bytes.length} bytes, in base64 as kept:`).waitFor();
  await detail(page).getByText(bytes.toString('base64')).waitFor();
  await detail(page).getByText('the message itself is broken, or kills its worker').waitFor();
  expect(faults).toEqual([]);
});

it('statistics count what is pending by type, subject and hour', async () => {
  await lostRequests(stack, ownNumber(), 1);
  const { page, faults } = await openAs(stack, browser, 'grace', '/dlq/dashboard');
  await page.getByRole('button', { name: 'Statistics' }).click();
  await page.locator('.recharts-bar-rectangle').first().waitFor();
  await page.getByRole('button', { name: 'As a table' }).click();
  const statistics = page.getByRole('region', { name: 'Statistics' });
  const count = async (name: RegExp) =>
    Number((await statistics.getByRole('row', { name }).first().textContent())?.match(/(\d+)$/u)?.[1]);
  expect(await count(/^Permanent/u)).toBeGreaterThanOrEqual(1);
  const before = await count(/^primecheck/u);
  await lostRequests(stack, ownNumber(), 2);
  await expect.poll(() => count(/^primecheck/u)).toBe(before + 2);
  expect(faults).toEqual([]);
});
