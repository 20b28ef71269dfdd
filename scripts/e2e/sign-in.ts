import { until } from '@ballast/testkit';
import type { Page } from 'playwright-core';
import { mailsTo } from './mails.ts';
import type { Stack } from './stack.ts';

const LINK = /https?:\/\/\S+\/users\/login\/\S+/u;

/** The links to sign in that were mailed to an address, once there are `count` of them; the newest is last. */
export function linksTo(stack: Stack, address: string, count = 1): Promise<string[]> {
  return until(
    async () => {
      const links = (await mailsTo(stack, address)).flatMap(({ text }) => LINK.exec(text)?.[0] ?? []);
      return links.length >= count && links;
    },
    { timeoutMs: 15_000, what: `${count} mails with a link to ${address}` },
  );
}

/** Makes an account on the page for signing in; its link is mailed. */
export async function createAccount(page: Page, name: string, address: string): Promise<void> {
  await page.getByRole('button', { name: 'Create an account' }).click();
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('E-mail address').fill(address);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByText('A link to sign in is on its way to').waitFor();
}

/** Opens a link from a mail and presses its button. */
export async function signInBy(page: Page, link: string | undefined): Promise<void> {
  await page.goto(link ?? '');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Your results' }).waitFor();
}
