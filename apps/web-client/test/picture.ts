import { join } from 'node:path';
import type { Page } from 'playwright-core';

/** Draws the page for the documentation, where SCREENSHOTS names a folder: `SCREENSHOTS=docs/screenshots`. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env.SCREENSHOTS === undefined) return;
  await page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`) });
}
