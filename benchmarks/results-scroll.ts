// Scrolling through a list of 5,000 results on the page, in Chromium: the time from frame to frame.
import { execFileSync } from 'node:child_process';
import { launchBrowser } from '@ballast/testkit';
import { describeMs, quantile } from './quantiles.ts';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const RESULTS = 5_000;
const STEP_PX = 180;

/** Runs in the page: scrolls a step a frame to the end, over and over while the list grows; answers the times between frames. */
const SCROLL = `new Promise((resolve) => {
  const deltas = [];
  let before = performance.now();
  const step = (now) => {
    deltas.push(now - before);
    before = now;
    const last = document.querySelector('section li:last-child');
    if (Number(last?.ariaPosInSet) >= ${RESULTS} || deltas.length > 20000) return resolve(deltas);
    scrollBy(0, ${STEP_PX});
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})`;

async function measure(stack: BenchmarkStack): Promise<void> {
  execFileSync('pnpm', ['-s', '--filter', '@ballast/web-client', 'build'], { stdio: 'ignore' });
  await fill(stack);
  const web = await stack.start('web-server', { RATE_LIMIT_ENABLED: 'false' });
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(web.url);
    await page.locator('section li').first().waitFor();
    const paint = await page.evaluate(`performance.getEntriesByName('first-contentful-paint')[0]?.startTime`);
    const deltas = (await page.evaluate(SCROLL)) as number[];
    const smooth = deltas.filter((ms) => ms < 1_000 / 60 + 4).length / deltas.length;
    console.log(`servers: ${stack.servers}; first contentful paint ${Number(paint).toFixed(0)} ms`);
    console.log(`${RESULTS} results, ${deltas.length} frames: ${describeMs(deltas)}`);
    console.log(
      `frames on time at 60 a second: ${(smooth * 100).toFixed(1)} %; median ${quantile(deltas, 0.5).toFixed(1)} ms`,
    );
  } finally {
    await browser.close();
  }
}

async function fill({ database }: BenchmarkStack): Promise<void> {
  await database.db.pool.query(`INSERT INTO prime_checks (id, number, status, is_prime, certainty, completed_at)
    WITH RECURSIVE d (d) AS (SELECT 0 UNION ALL SELECT d + 1 FROM d WHERE d < 9),
      n (n) AS (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d FROM d AS a, d AS b, d AS c, d AS e)
    SELECT CONCAT('0192f0c1-7b1e-7000-8000-', LPAD(n, 12, '0')), REPEAT(n + 1, 1 + n % 40), 'completed', n % 2, 'proven', NOW(3)
    FROM n WHERE n < ${RESULTS}`);
}

await withStack(measure);
