import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchBrowser, shrinkPng } from '@ballast/testkit';
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

/** A page for everybody, one for operators, and a mail: what is drawn of the others is looked at by who draws them. */
const SOME = ['check-prime', 'dead-letters-letter', 'mail-prime'];

it('pages and mails are drawn for each device and theme, and none is blank', { timeout: 300_000 }, async () => {
  const some = SCENES.filter(({ name }) => SOME.includes(name));
  expect(some.length).toBe(SOME.length);
  await drawScenes(some, { browser, pageDirectory: inject('pageDirectory'), into });
  expect((await readdir(into)).sort()).toEqual(some.flatMap(filesOf).sort());
  const page = await browser.newPage();
  for (const file of await readdir(into)) {
    const points = await readPoints(page, await readFile(join(into, file)));
    expect(new Set(points).size, file).toBeGreaterThan(8);
  }
});

it('the pictures of the documentation are those that are drawn today', async () => {
  const files = await readdir(new URL('../../../docs/screenshots', import.meta.url));
  expect(files.filter((file) => file.endsWith('.png')).sort()).toEqual(SCENES.flatMap(filesOf).sort());
});

it('a picture is written smaller, and two areas that are almost alike stay apart in it', async () => {
  const page = await browser.newPage({ viewport: { width: 400, height: 100 } });
  const wide = 'position: absolute; width: 100px; height: 100px';
  await page.setContent(`<body style="margin: 0; background: #f7faf9">
    <div style="${wide}; background: #ffffff"></div>
    <div style="${wide}; left: 200px; background: linear-gradient(45deg, #ff0000, #0000ff)"></div>`);
  const png = await page.screenshot();
  const small = shrinkPng(png);
  expect(small.length).toBeLessThan(png.length);
  const points = await readPoints(page, small);
  expect([points[50], points[150], points[350]]).toEqual([0xffffff, 0xf7faf9, 0xf7faf9]);
});

/** What a browser reads from a picture: each point as 0xRRGGBB, row by row. */
async function readPoints(page: Page, png: Buffer): Promise<number[]> {
  await page.setContent(`<img src="data:image/png;base64,${png.toString('base64')}">`);
  return page.evaluate(`(async () => {
    const image = document.querySelector('img');
    await image.decode();
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext('2d');
    canvas.drawImage(image, 0, 0);
    const { data } = canvas.getImageData(0, 0, image.naturalWidth, 100);
    return Array.from({ length: data.length / 4 }, (_, at) => (data[at * 4] << 16) | (data[at * 4 + 1] << 8) | data[at * 4 + 2]);
  })()`);
}
