import type { PrimeCheckAccepted } from '@ballast/contracts';
import type { Database, RowDataPacket } from '@ballast/database';
import { launchBrowser, until } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStackDatabase } from './database.ts';
import { openPage, submitNumber } from './open-page.ts';
import { restart } from './processes.ts';
import { freshStack, WEB_PORT } from './stack.ts';

const stack = freshStack();
const SHOWN = 40;
/** Takes so long that its verdict comes while nobody can tell the page. */
const PRIME_1000 = String(10n ** 999n + 7n);
const OUTCOME = new Map([
  [1, 'Prime'],
  [0, 'Not prime'],
]);

let browser: Browser;
let database: Database;
beforeAll(async () => {
  browser = await launchBrowser();
  database = await openStackDatabase(stack);
});
afterAll(async () => {
  await browser.close();
  await database.close();
});

/** The newest results as the page lists them at one moment: id and outcome. */
function listed(page: Page): Promise<string[]> {
  return page.evaluate(`Array.from(document.querySelectorAll('section li'), (row) => {
    const link = row.querySelector('a');
    return link === null ? 'unsent' : link.pathname.split('/').pop() + ' ' + link.querySelector('span').textContent;
  }).slice(0, ${SHOWN})`);
}

/** The same as it is stored. */
async function stored(): Promise<string[]> {
  const [rows] = await database.pool.query<RowDataPacket[]>(
    'SELECT id, is_prime FROM prime_checks WHERE user_id IS NULL ORDER BY id DESC LIMIT ?',
    [SHOWN],
  );
  return rows.map(({ id, is_prime }) => `${id} ${OUTCOME.get(is_prime) ?? 'Checking'}`);
}

async function timesStored(numbers: readonly string[]): Promise<Record<string, number>> {
  const [rows] = await database.pool.query<RowDataPacket[]>(
    'SELECT number, COUNT(*) AS times FROM prime_checks WHERE number IN (?) GROUP BY number',
    [numbers],
  );
  return Object.fromEntries(rows.map(({ number, times }) => [number, times]));
}

/** From another client, as soon as the server takes it. */
function submitElsewhere(number: string): Promise<PrimeCheckAccepted> {
  return until(async () => {
    const response = await fetch(stack.url(WEB_PORT, '/prime-check'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ number }),
    });
    return response.status === 202 && ((await response.json()) as PrimeCheckAccepted);
  });
}

it.each(['SIGTERM', 'SIGKILL'] as const)(
  'a page that is open while the web-server gets a %s misses nothing and shows nothing twice',
  async (signal) => {
    const first = 10n ** 12n + BigInt(Date.now() % 1_000_000_000) * 100n;
    const number = (place: number) => String(first + BigInt(place));
    // Tall enough for all rows to be in the document.
    const { page } = await openPage(browser, stack.url(WEB_PORT, '/'), { viewport: { width: 1280, height: 4_000 } });
    const live = page.getByText('Live', { exact: true });
    await live.waitFor();

    for (const place of [1, 2, 3]) await submitNumber(page, number(place));
    const taken = (await timesStored([PRIME_1000]))[PRIME_1000] ?? 0;
    await submitNumber(page, PRIME_1000);
    await until(async () => (await timesStored([PRIME_1000]))[PRIME_1000] === taken + 1, { everyMs: 1 });
    await restart(stack, 'web-server', signal, async () => {
      await page.getByText('Reconnecting', { exact: true }).waitFor();
      for (const place of [4, 5, 6]) await submitNumber(page, number(place));
      await page.getByRole('article').getByText('Not sent yet').waitFor();
    });
    await submitElsewhere(number(7));

    await live.waitFor();
    await submitNumber(page, number(8));
    await submitElsewhere(number(9));

    const numbers = Array.from({ length: 9 }, (_, place) => number(place + 1));
    await until(async () => Object.keys(await timesStored(numbers)).length === numbers.length);
    expect(await timesStored(numbers)).toEqual(Object.fromEntries(numbers.map((one) => [one, 1])));
    await until(async () => !(await stored()).join().includes('Checking'));
    await expect.poll(() => listed(page)).toEqual(await stored());
  },
  120_000,
);
