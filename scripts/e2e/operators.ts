import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { OperatorName } from './fresh-stack.ts';
import { openPage } from './open-page.ts';
import { type Stack, WEB_PORT } from './stack.ts';

export interface OperatorsPage {
  readonly page: Page;
  /** What its console complained of, and exceptions that nobody caught. */
  readonly faults: readonly string[];
  /** How often a document was loaded since the sign-in: 0 as long as all that is seen came by itself. */
  loads(): number;
}

/** A page in a context of its own, in which an operator has signed in with the key of that name. */
export async function openAs(
  stack: Stack,
  browser: Browser,
  operator: OperatorName,
  path: string,
): Promise<OperatorsPage> {
  const { page, faults } = await openPage(browser, operatorsUrl(stack, path), {
    viewport: { width: 1440, height: 900 },
  });
  await page.getByLabel('Key').fill(stack.keys[operator]);
  const listens = page.waitForResponse((response) => response.url().endsWith('/api/events'));
  await page.getByLabel('Key').press('Enter');
  await page.getByText(operator, { exact: true }).waitFor();
  expect((await listens).status()).toBe(200);
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  return { page, faults, loads: () => loads };
}

/** Under the name `localhost` browsers keep a Secure cookie without TLS. */
export function operatorsUrl({ portOffset }: Stack, path: string): string {
  return `http://localhost:${WEB_PORT + portOffset}${path}`;
}

/** What an operator asks of the API with the key alone, as the command line does. */
export async function ask<Answer>(
  stack: Stack,
  operator: OperatorName,
  route: `${'GET' | 'POST' | 'DELETE'} /${string}`,
  body?: object,
): Promise<Answer> {
  const [method, path] = route.split(' ') as [string, string];
  const response = await fetch(stack.url(WEB_PORT, path), {
    method,
    headers: { authorization: `Bearer ${stack.keys[operator]}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${route}: ${response.status} ${text}`);
  return JSON.parse(text) as Answer;
}
