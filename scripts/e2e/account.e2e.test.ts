import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchBrowser, until } from '@ballast/testkit';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { mailsTo } from './mails.ts';
import { openPage, submitNumber } from './open-page.ts';
import { createAccount, linksTo, signInBy } from './sign-in.ts';
import { freshStack, WEB_PORT } from './stack.ts';

const stack = freshStack();
// Under this name browsers keep a Secure cookie without TLS.
const HOME = `http://localhost:${WEB_PORT + stack.portOffset}/`;
const OWN_NUMBER = '18446744073709551557';
const OTHER_NUMBER = '18446744073709551533';
const STOP_LINK = /https?:\/\/\S+\/mail\/stop\/[0-9a-f]+/u;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const open = (path: string) => openPage(browser, new URL(path, HOME).href);

async function check(page: Page, number: string): Promise<void> {
  await submitNumber(page, number);
  await page.getByRole('article').getByText('Proven.').waitFor();
}

/** Addresses of the results in the list. */
async function resultsOf(page: Page): Promise<(string | null)[]> {
  const links = await page.getByRole('listitem').getByRole('link').all();
  return Promise.all(links.map((link) => link.getAttribute('href')));
}

const sessionCookie = async (context: BrowserContext) =>
  (await context.cookies(HOME)).find(({ name }) => name === '__Host-ballast-session');

it('an account is made, its link is mailed, signs in by a press, shows only own results, and is left again', async () => {
  const address = `ada-${Date.now()}@example.com`;
  const { context, page, faults } = await open('/sign-in');
  await createAccount(page, 'Ada Lovelace', address);
  const [link = ''] = await linksTo(stack, address);
  await until(async () => (await mailsTo(stack, address)).length === 2, { timeoutMs: 15_000, what: 'the welcome' });

  // As a scanner of mail opens it, and then as the reader does.
  expect((await fetch(link)).status).toBe(200);
  await page.goto(link);
  await page.getByText('Live').waitFor();
  expect(await sessionCookie(context)).toBeUndefined();
  await page.getByRole('button', { name: 'Sign in' }).click();
  const account = page.getByRole('button', { name: 'Account of Ada Lovelace' });
  await account.waitFor();
  expect(await sessionCookie(context)).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Lax', path: '/' });
  expect(await page.evaluate('document.cookie + localStorage.length + sessionStorage.length')).toBe('00');

  await page.getByRole('heading', { name: 'Your results' }).waitFor();
  await page.getByText('You have not checked anything yet.').waitFor();
  await check(page, OWN_NUMBER);
  const stranger = await open('/');
  await check(stranger.page, OTHER_NUMBER);
  await page.reload();
  await account.waitFor();
  await expect.poll(() => page.getByRole('listitem').count(), { timeout: 10_000 }).toBe(1);
  expect(await page.getByRole('listitem').textContent()).toContain(OWN_NUMBER.slice(-3));
  await stranger.page.reload();
  await stranger.page.getByRole('listitem').first().waitFor();
  const [ownResult] = await resultsOf(page);
  expect(ownResult).toMatch(/^\/results\//u);
  expect(await resultsOf(stranger.page)).not.toContain(ownResult);

  await account.click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await page.getByRole('link', { name: 'Sign in' }).waitFor();
  expect(await sessionCookie(context)).toBeUndefined();
  await page.getByRole('heading', { name: 'Results', exact: true }).waitFor();
  expect(faults).toEqual([]);

  await page.goto(link);
  await page.getByText('This link does not work any more.').waitFor();
  const subjects = (await mailsTo(stack, address)).map(({ subject }) => subject);
  expect(subjects.filter((subject) => /welcome/iu.test(subject))).toHaveLength(1);
});

it('a user in two browsers sees in one what is checked in the other, and signs out of both at once', async () => {
  const address = `emmy-${Date.now()}@example.com`;
  const first = await open('/sign-in');
  await createAccount(first.page, 'Emmy Noether', address);
  await signInBy(first.page, (await linksTo(stack, address))[0]);
  const second = await open('/sign-in');
  await second.page.getByLabel('E-mail address').fill(address);
  await second.page.getByRole('button', { name: 'Send me a link' }).click();
  await second.page.getByText('a link is on its way').waitFor();
  await signInBy(second.page, (await linksTo(stack, address, 2))[1]);
  await second.page.getByText('You have not checked anything yet.').waitFor();

  await check(first.page, OWN_NUMBER);
  // Told live: the second page is neither loaded anew nor touched.
  await second.page.getByRole('listitem').getByText('Prime', { exact: true }).waitFor();
  const [own] = await resultsOf(second.page);
  expect(own).toMatch(/^\/results\//);
  await expect.poll(() => resultsOf(first.page)).toEqual([own]);
  await second.page.getByRole('button', { name: 'Account of Emmy Noether' }).click();
  await second.page.getByRole('menuitem', { name: 'Sign out everywhere' }).click();
  for (const { page } of [second, first]) {
    // The first browser learns it by its stream, which ends with the session.
    await page.getByRole('link', { name: 'Sign in' }).waitFor({ timeout: 40_000 });
    await page.getByRole('heading', { name: 'Results', exact: true }).waitFor();
    await expect.poll(() => resultsOf(page)).not.toContain(own);
  }
  await first.page.reload();
  await first.page.getByRole('link', { name: 'Sign in' }).waitFor();
});

it('mail is stopped by the link in a mail and a press of its button, and allowed again', async () => {
  const address = `grace-${Date.now()}@example.com`;
  const { page, faults } = await open('/');
  await page.getByRole('button', { name: 'Also by e-mail' }).click();
  await page.getByLabel('E-mail address').fill(address);
  await check(page, '104729');
  const link = await until(
    async () =>
      (await mailsTo(stack, address)).map(({ text }) => STOP_LINK.exec(text)?.[0]).find((one) => one !== undefined),
    { timeoutMs: 15_000, what: 'the mail with the result' },
  );
  await page.goto(link);
  await page.getByRole('heading', { name: 'Stop mail to g•••@example.com?' }).waitFor();
  await page.getByRole('button', { name: 'Stop mail' }).click();
  await page.getByText('No more mail goes to g•••@example.com.').waitFor();
  await page.reload();
  await page.getByRole('button', { name: 'Allow again' }).click();
  await page.getByText('Mail to g•••@example.com is allowed again.').waitFor();
  expect(faults).toEqual([]);
});

it('an operator signs in with a key of the stack, sees every policy, and sets a mode with a reason', async () => {
  const secrets = await readFile(join(stack.folder, '.ballast/secrets'), 'utf8');
  const key = /ADMIN_API_KEYS=["']?[^:]+:admin:([^,"'\n]+)/u.exec(secrets)?.[1];
  const { page, faults } = await open('/limits');
  await page.getByLabel('Key').fill(key ?? '');
  await page.getByLabel('Key').press('Enter');
  await page.getByRole('heading', { name: 'prime-check', exact: true }).waitFor();
  const mode = page.getByRole('radiogroup', { name: 'Mode of sign-up', exact: true });
  for (const name of ['Shadow', 'Enforce']) {
    await mode.getByRole('radio', { name }).click();
    await page.getByLabel('Why?').fill(`Trying ${name}`);
    await page.keyboard.press('Enter');
    await page.getByText(`“Trying ${name}”`).waitFor();
    expect(await mode.getByRole('radio', { name }).getAttribute('aria-checked')).toBe('true');
  }
  expect(faults).toEqual([]);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel('Key').waitFor();
});
