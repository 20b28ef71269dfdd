import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mock } from 'node:test';
import { shrinkPng } from '@ballast/testkit';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startFakeServer } from '../fake-server/fake-server.ts';
import { type MailScene, NOW, type PageScene, type Scene } from './scene.ts';

const THEMES = ['light', 'dark'] as const;

interface Device {
  readonly name: 'desktop' | 'phone';
  readonly context: BrowserContextOptions;
  /** A mail program on it: as wide, and as high as the mail is. */
  readonly mail: { readonly width: number; readonly height: number };
}

const DEVICES: readonly Device[] = [
  { name: 'desktop', context: { viewport: { width: 1280, height: 900 } }, mail: { width: 720, height: 200 } },
  {
    name: 'phone',
    context: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    mail: { width: 390, height: 200 },
  },
];

/** What would else be the machine's. */
const SETTLED: BrowserContextOptions = { locale: 'en', timezoneId: 'UTC', reducedMotion: 'reduce' };

interface Drawing {
  readonly browser: Browser;
  /** Where the built page lies. */
  readonly pageDirectory: string;
  /** Where the pictures go. */
  readonly into: string;
  readonly onDrawn?: (file: string) => void;
}

/** The files of a scene, in the order in which they are drawn. */
export function filesOf({ name }: Scene): string[] {
  return DEVICES.flatMap((device) => THEMES.map((theme) => `${name}-${theme}-${device.name}.png`));
}

/**
 * Draws each scene for each device and theme, at a time that stands still and with ids that are always the same. One that does
 * not come about keeps none of the others back; in the end it throws an AggregateError of those, each with its scene's name.
 */
export async function drawScenes(scenes: readonly Scene[], drawing: Drawing): Promise<void> {
  await mkdir(drawing.into, { recursive: true });
  const failures: Error[] = [];
  for (const scene of scenes) {
    for (const device of DEVICES) {
      // The server lives in this process, and reads its clock.
      mock.timers.enable({ apis: ['Date'], now: NOW });
      try {
        await ('render' in scene ? drawMail(scene, device, drawing) : drawPage(scene, device, drawing));
      } catch (error) {
        failures.push(new Error(`${scene.name} could not be drawn for the ${device.name}`, { cause: error }));
      } finally {
        mock.timers.reset();
      }
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} scenes could not be drawn`);
}

async function drawPage(scene: PageScene, device: Device, drawing: Drawing): Promise<void> {
  const server = await startFakeServer(drawing.pageDirectory);
  const context = await drawing.browser.newContext({ ...device.context, ...SETTLED });
  try {
    scene.prepare?.(server);
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    await page.clock.setFixedTime(NOW);
    await page.goto(`${server.url}${scene.path}`);
    await scene.show(page, server);
    await takePictures(page, { scene, device, drawing, fullPage: scene.isWhole ?? false });
  } finally {
    await context.close();
    await server.stop();
  }
}

async function drawMail(scene: MailScene, device: Device, drawing: Drawing): Promise<void> {
  const page = await drawing.browser.newPage({ viewport: device.mail });
  const { html } = await scene.render();
  await page.setContent(html);
  await takePictures(page, { scene, device, drawing, fullPage: true });
  await page.close();
}

interface Taking {
  readonly scene: Scene;
  readonly device: Device;
  readonly drawing: Drawing;
  readonly fullPage: boolean;
}

async function takePictures(page: Page, { scene, device, drawing, fullPage }: Taking): Promise<void> {
  for (const colorScheme of THEMES) {
    await page.emulateMedia({ colorScheme });
    const file = `${scene.name}-${colorScheme}-${device.name}.png`;
    const png = await page.screenshot({ fullPage, animations: 'disabled' });
    await writeFile(join(drawing.into, file), shrinkPng(png));
    drawing.onDrawn?.(file);
  }
}
