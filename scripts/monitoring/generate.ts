import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { generateMonitoring } from '@ballast/monitoring';
import { metricsPage } from './metrics-page.ts';

// Writes all of `monitoring/` and `docs/metrics.md` anew: `pnpm generate:monitoring`.

const root = resolve(import.meta.dirname, '../..');
const files = generateMonitoring().map(({ path, text }) => ({ path: join('monitoring', path), text }));
for (const { path, text } of [...files, { path: 'docs/metrics.md', text: metricsPage() }]) {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}
