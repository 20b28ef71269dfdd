// What somebody at the page waits for, measured inside Chromium, on an unloaded stack: from Enter to the frame in which the
// verdict stands, and from a cold load to the first paint.
import { setTimeout as pause } from 'node:timers/promises';
import type { PrimeCheckSteps } from '@ballast/contracts';
import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { buildPage } from './build-page.ts';
import { describeMs, quantile } from './quantiles.ts';
import { type BenchmarkStack, withStack } from './start-stack.ts';

const WARM_UP = 20;
const SAMPLES = 100;
const COLD_LOADS = 10;

/** Before the page's own code: keeps when the last event arrived. */
const KEEP_HEARD = `{
  const add = EventSource.prototype.addEventListener;
  EventSource.prototype.addEventListener = function (name, listener) {
    add.call(this, name, (event) => {
      if (name === 'prime_check') window.heardAt = performance.now();
      listener(event);
    });
  };
}`;

interface Sample {
  /** Epoch milliseconds, as the steps' times are; page, server and worker share one clock. */
  readonly enteredAt: number;
  readonly id: string;
  /** Milliseconds from Enter. */
  readonly heard: number;
  readonly inDocument: number;
  readonly drawn: number;
}

/**
 * Runs in the page: `sample` resolves when a number's verdict has been drawn. The message after a frame's callbacks comes
 * when the frame is made.
 */
const watch = (number: string) => `void (window.sample = new Promise((resolve) => {
  let entered;
  addEventListener('keydown', () => { entered = performance.now(); }, { capture: true, once: true });
  const observer = new MutationObserver(() => {
    const card = document.querySelector('article');
    if (!card?.textContent.includes('${number}') || !card.textContent.includes('Proven.')) return;
    observer.disconnect();
    const inDocument = performance.now();
    const heardAt = window.heardAt;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve({
        enteredAt: performance.timeOrigin + entered,
        id: card.querySelector('a').pathname.split('/').pop(),
        heard: heardAt - entered,
        inDocument: inDocument - entered,
        drawn: performance.now() - entered,
      });
      port2.postMessage(undefined);
    });
  });
  observer.observe(document.body, { subtree: true, childList: true, characterData: true });
}))`;

async function measure(stack: BenchmarkStack): Promise<void> {
  await buildPage();
  await stack.start('outbox-publisher');
  await stack.start('prime-check-worker');
  const web = await stack.start('web-server', { RATE_LIMIT_ENABLED: 'true', ...GENEROUS_LIMITS });
  const browser = await launchBrowser();
  try {
    console.log(`servers: ${stack.servers}; Chromium ${browser.version()}`);
    const paints: number[] = [];
    for (let load = 0; load < COLD_LOADS; load += 1) paints.push(await firstPaint(browser, web.url));
    console.log(`first contentful paint of ${COLD_LOADS} cold loads: ${describeMs(paints)}`);

    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await page.addInitScript(KEEP_HEARD);
    await page.goto(web.url);
    await page.getByText('Live', { exact: true }).waitFor();
    for (let index = 0; index < WARM_UP; index += 1) await submit(page, String(1_000_003 + index));
    const samples: Sample[] = [];
    for (let index = 0; index < SAMPLES; index += 1) {
      samples.push(await submit(page, String(18_446_744_073_709_551_557n - BigInt(2 * index))));
    }
    console.log(`Enter to verdict on the page, ${SAMPLES} numbers one after the other:`);
    console.log(`  in the document: ${describeMs(samples.map(({ inDocument }) => inDocument))}`);
    console.log(`  drawn:           ${describeMs(samples.map(({ drawn }) => drawn))}`);
    await printWay(web.url, samples);
  } finally {
    await browser.close();
  }
}

/** So much that 120 numbers and what is asked about them are not limited, with every limit looked at all the same. */
const GENEROUS_LIMITS = { RATE_LIMIT_PRIME_CHECK_PER_IP: '1000', RATE_LIMIT_DEFAULT_LIMIT: '1000' };

async function firstPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(url);
  const paint = await page.evaluate(`new Promise((resolve) => new PerformanceObserver((list) => {
    const [entry] = list.getEntriesByName('first-contentful-paint');
    if (entry) resolve(entry.startTime);
  }).observe({ type: 'paint', buffered: true }))`);
  await context.close();
  return Number(paint);
}

async function submit(page: Page, number: string): Promise<Sample> {
  await page.getByLabel('Enter a number').fill(number);
  await page.evaluate(watch(number));
  await page.keyboard.press('Enter');
  const sample = (await page.evaluate('sample')) as Sample;
  // A visitor thinks between two numbers; without a pause the clean-up after the last would be measured as well.
  await pause(100);
  return sample;
}

/** Where the time goes, by what the stack itself keeps of each request. */
async function printWay(url: string, samples: readonly Sample[]): Promise<void> {
  const ways = await Promise.all(
    samples.map(async ({ id, enteredAt, heard, drawn }) => {
      const { steps } = (await (await fetch(`${url}/prime-check/${id}/steps`)).json()) as PrimeCheckSteps;
      const at = (name: string) => Date.parse(steps.find(({ step }) => step === name)?.at ?? '');
      return {
        accepted: at('accepted') - enteredAt,
        checked: at('checked') - at('accepted'),
        heard: enteredAt + heard - at('checked'),
        drawn: drawn - heard,
      };
    }),
  );
  const median = (name: keyof (typeof ways)[number]) => {
    const times = ways.map((way) => way[name]);
    return `${quantile(times, 0.5).toFixed(1)} ms`;
  };
  console.log(`medians of the way: Enter to accepted ${median('accepted')}, to checked ${median('checked')},`);
  console.log(`  to its event in the browser ${median('heard')}, to drawn ${median('drawn')}`);
}

await withStack(measure);
