import { resolve } from 'node:path';
import { layoutOf } from '../scripts/stack/layout.ts';
import { buildWebClient } from '../scripts/stack/web-client.ts';

/** Builds the page that web-server serves, where its sources are newer than what is built. */
export async function buildPage(): Promise<void> {
  const layout = layoutOf(resolve(import.meta.dirname, '..'), process.env);
  await buildWebClient(layout, process.env, new AbortController().signal);
}
