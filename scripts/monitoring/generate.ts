import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { generateMonitoring } from '@ballast/monitoring';

// Writes all of `monitoring/` anew: `pnpm generate:monitoring`.

const folder = resolve(import.meta.dirname, '../../monitoring');
for (const { path, text } of generateMonitoring()) {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}
