import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { extractApis } from './extract-api.ts';
import { reportPath, writeReport } from './report.ts';

// Writes the `api.md` of each package for others anew: `pnpm generate:api`.

const root = resolve(import.meta.dirname, '../..');
for (const api of await extractApis()) writeFileSync(resolve(root, reportPath(api.name)), writeReport(api));
