import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import subsetFont from 'subset-font';
import type { Plugin } from 'vite';

const INTER = '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';
/** The name by which `page.css` has it. Which characters it has stands there too, as its `unicode-range`. */
const NAME = 'inter-basic.woff2';
const BASIC = `${range(0x20, 0x7e)}\u00a0·×–—‘’“”•…`;
const OPTIONS = {
  targetFormat: 'woff2',
  /** Those that the page sets, and the spaces between letters. */
  keepFeatures: ['kern', 'tnum', 'cv11', 'ss03'],
  /** The weights that the page has. */
  variationAxes: { wght: { min: 400, max: 600 } },
} as const;

/**
 * Makes a font of the characters that English is written with, from Inter as it is published: a third of it, and all that
 * most pages need. What else there is of it is loaded by who has a name with an accent.
 */
export function basicFont(): Plugin {
  return {
    name: 'ballast:basic-font',
    async config() {
      const file = join(import.meta.dirname, 'node_modules', '.cache', NAME);
      await mkdir(dirname(file), { recursive: true });
      const inter = await readFile(createRequire(import.meta.url).resolve(INTER));
      // In one step: another build may be reading it.
      const draft = `${file}.${process.pid}`;
      await writeFile(draft, await subsetFont(inter, BASIC, OPTIONS));
      await rename(draft, file);
      return { resolve: { alias: [{ find: NAME, replacement: file }] } };
    },
  };
}

function range(from: number, to: number): string {
  return String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, place) => from + place));
}
