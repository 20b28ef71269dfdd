import { stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import compile from 'icu-minify/compile';
import type { Plugin } from 'vite';

const AREA = /\/src\/messages\/(?:en|ja)\/[a-z-]+\.ts$/u;

/**
 * Reads messages when the page is built instead of when it is looked at, so that no parser of messages is sent along. With it
 * goes the alias of `use-intl/format-message`.
 */
export function compileMessages(): Plugin {
  return {
    name: 'ballast:compile-messages',
    enforce: 'pre',
    async load(id) {
      if (!AREA.test(id)) return undefined;
      const { mtimeMs } = await stat(id);
      const area: Record<string, unknown> = await import(`${pathToFileURL(id).href}?as-of=${mtimeMs}`);
      return Object.entries(area)
        .map(([name, messages]) => `export const ${name} = ${JSON.stringify(compileAll(messages))};`)
        .join('\n');
    },
  };
}

function compileAll(messages: unknown): unknown {
  if (typeof messages === 'string') return compile(messages);
  return Object.fromEntries(Object.entries(messages as object).map(([key, value]) => [key, compileAll(value)]));
}
