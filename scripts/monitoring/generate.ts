import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { generateMonitoring, writeFiles } from '@ballast/monitoring';
import { metricsPage } from './metrics-page.ts';

// Writes all of `monitoring/` and `docs/metrics.md` anew: `pnpm generate:monitoring`.

const root = resolve(import.meta.dirname, '../..');
await rm(join(root, 'monitoring'), { recursive: true, force: true });
await writeFiles(join(root, 'monitoring'), generateMonitoring());
await writeFiles(root, [{ path: 'docs/metrics.md', text: metricsPage() }]);
