import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { generateDashboards } from '@ballast/monitoring';
import { launchBrowser, shrinkPng } from '@ballast/testkit';
import { Command } from 'commander';
import startFreshStack from '../e2e/fresh-stack.ts';
import { startMonitoring } from '../e2e/monitoring.ts';
import { runScriptedLoad } from '../e2e/scripted-load.ts';
import { freshStack } from '../e2e/stack.ts';
import { measureDashboard } from './pictures/measure.ts';
import { pageOf } from './pictures/page.ts';
import { THEMES } from './pictures/theme.ts';
import { promqlClient } from './promql-client.ts';

/** Of the load: one alone is over in seconds, and a picture of it shows little. */
const ROUNDS = 4;

const root = resolve(import.meta.dirname, '../..');
const command = new Command('scripts/dashboard-pictures')
  .description(
    'Draws each dashboard, light and dark, from the series of a Prometheus: of one that is made for it with a load, or of yours.',
  )
  .argument('[names...]', 'only the dashboards whose uids begin so, such as ballast-redis')
  .option('--prometheus <url>', 'a Prometheus that has measured something already, such as http://127.0.0.1:19090')
  .option('--minutes <number>', 'how far back the pictures go, with --prometheus', '60')
  .option('--into <folder>', 'where the pictures go', join(root, 'docs/screenshots/dashboards'))
  .parse();
const options = command.opts<{ prometheus?: string; minutes: string; into: string }>();

if (options.prometheus !== undefined) await draw(options.prometheus, Date.now() / 1000 - Number(options.minutes) * 60);
else await drawFreshStack();

/** A stack in an empty folder, a load with failures, pictures, and nothing is left of it. */
async function drawFreshStack(): Promise<void> {
  const stop = await startFreshStack();
  try {
    const monitoring = await startMonitoring(freshStack());
    try {
      const from = Date.now() / 1000;
      for (let round = 0; round < ROUNDS; round += 1) await runScriptedLoad(freshStack(), promqlClient(monitoring.url));
      await draw(monitoring.url, from);
    } finally {
      await monitoring.stop();
    }
  } finally {
    await stop();
  }
}

async function draw(url: string, from: number): Promise<void> {
  await mkdir(options.into, { recursive: true });
  const browser = await launchBrowser();
  try {
    const names = command.args;
    for (const { slug, dashboard } of generateDashboards()) {
      if (names.length > 0 && !names.some((name) => `ballast-${slug}`.startsWith(name))) continue;
      const measured = await measureDashboard(promqlClient(url), dashboard, from);
      for (const theme of THEMES) {
        const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
        await page.setContent(pageOf(dashboard, measured, theme));
        const file = `ballast-${slug}-${theme}.png`;
        await writeFile(join(options.into, file), shrinkPng(await page.screenshot({ fullPage: true })));
        await page.close();
        console.log(file);
      }
    }
  } finally {
    await browser.close();
  }
}
