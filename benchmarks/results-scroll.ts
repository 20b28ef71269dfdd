// Scrolling to the end of a list of 5,000 results on the page, in Chromium: the time from frame to frame, beside that of a
// static page of as many rows, which is what this machine can draw at best.
import { launchBrowser } from '@ballast/testkit';
import type { Page } from 'playwright-core';
import { buildPage } from './build-page.ts';
import { describeMs } from './quantiles.ts';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const RESULTS = 5_000;
const ROW_PX = 57;
const STEP_PX = 180;
const VIEWPORT = { width: 1280, height: 800 };

/** Runs in the page: scrolls a step a frame to the end, over and over while the list grows; answers the times between frames. */
const SCROLL = `new Promise((resolve) => {
  const deltas = [];
  let before;
  const step = (now) => {
    if (before !== undefined) deltas.push(now - before);
    before = now;
    const last = document.querySelector('section li:last-child');
    const atEnd = Number(last?.ariaPosInSet) >= ${RESULTS} && scrollY + innerHeight >= document.body.scrollHeight - 1;
    if (atEnd || deltas.length > 20000) return resolve(deltas);
    scrollBy(0, ${STEP_PX});
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

async function measure(stack: BenchmarkStack): Promise<void> {
  await buildPage();
  await fill(stack);
  // With the limits that a visitor meets.
  const web = await stack.start('web-server', { RATE_LIMIT_ENABLED: 'true' });
  const browser = await launchBrowser();
  try {
    console.log(`servers: ${stack.servers}; Chromium ${browser.version()}; ${RESULTS} results`);
    const rows = await browser.newPage({ viewport: VIEWPORT });
    await rows.setContent(staticRows());
    await print('static rows', rows);
    const page = await browser.newPage({ viewport: VIEWPORT });
    let refused = 0;
    page.on('response', (response) => {
      if (response.status() === 429) refused += 1;
    });
    await page.goto(web.url);
    await page.locator('section li').first().waitFor();
    await print('the page   ', page);
    console.log(`requests refused by a limit: ${refused}`);
  } finally {
    await browser.close();
  }
}

async function print(what: string, page: Page): Promise<void> {
  const deltas = (await page.evaluate(SCROLL)) as number[];
  const late = (ms: number) => `${((deltas.filter((one) => one > ms).length / deltas.length) * 100).toFixed(1)} %`;
  console.log(
    `${what}: ${deltas.length} frames, ${describeMs(deltas)}; over 17.5 ms ${late(17.5)}, over 34 ms ${late(34)}`,
  );
}

/** As many rows as high, with as much to draw and nothing to compute. */
function staticRows(): string {
  const row = (n: number) => `<li aria-posinset="${n}"><b>Prime</b> ${String(n).repeat(8)} <i>12 ms</i></li>`;
  const style = `li { height: ${ROW_PX - 1}px; border-bottom: 1px solid #ddd; list-style: none; font: 16px monospace }`;
  const rows = Array.from({ length: RESULTS }, (_, n) => row(n + 1)).join('');
  return `<!doctype html><style>${style}</style><section><ul>${rows}</ul></section>`;
}

async function fill({ database }: BenchmarkStack): Promise<void> {
  await database.db.pool.query(`INSERT INTO prime_checks (id, number, status, is_prime, certainty, completed_at)
    WITH RECURSIVE d (d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM d WHERE d < 9),
      n (n) AS (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d FROM d AS a, d AS b, d AS c, d AS e)
    SELECT CONCAT('0192f0c1-7b1e-7000-8000-', LPAD(n, 12, '0')), REPEAT(n + 1, 1 + n % 40), 'completed', n % 2, 'proven', NOW(3)
    FROM n WHERE n < ${RESULTS}`);
}

await withStack(measure);
