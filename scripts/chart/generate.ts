import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { valuesSchema } from './values-schema.ts';

// Writes the chart's values.schema.json anew: `pnpm generate:chart`.

const path = join(import.meta.dirname, '../../deploy/helm/ballast/values.schema.json');
writeFileSync(path, `${JSON.stringify(await valuesSchema(), null, 2)}\n`);
