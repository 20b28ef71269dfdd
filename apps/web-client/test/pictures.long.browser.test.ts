import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser } from '@ballast/testkit';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { drawScenes, filesOf } from './pictures/draw.ts';
import { SCENES } from './pictures/scenes.ts';

let browser: Browser;
let into: string;
beforeAll(async () => {
  browser = await launchBrowser();
  into = await mkdtemp(join(tmpdir(), 'ballast-pictures-'));
});
afterAll(async () => {
  await browser.close();
  await rm(into, { recursive: true, force: true });
});

it('every page and mail is drawn in each of its states, and none is blank', { timeout: 600_000 }, async () => {
  await drawScenes(SCENES, { browser, pageDirectory: inject('pageDirectory'), into });
  expect((await readdir(into)).sort()).toEqual(SCENES.flatMap(filesOf).sort());
  const page = await browser.newPage();
  for (const file of await readdir(into)) expect(await countColours(page, file), file).toBeGreaterThan(8);
});

it('the pictures of the documentation are those that are drawn today', async () => {
  const files = await readdir(new URL('../../../docs/screenshots', import.meta.url));
  expect(files.sort()).toEqual(SCENES.flatMap(filesOf).sort());
});

/** Of every seventh point: a page with words on it has many, for the edges of its letters. */
async function countColours(page: Page, file: string): Promise<number> {
  await page.setContent(`<img src="data:image/png;base64,${await readFile(join(into, file), 'base64')}">`);
  return page.evaluate(`(async () => {
    const image = document.querySelector('img');
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.naturalWidth, image.naturalHeight);
    const points = new Uint32Array(data.buffer).filter((_, place) => place % 7 === 0);
    return new Set(points).size;
  })()`);
}
