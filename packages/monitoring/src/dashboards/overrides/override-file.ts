import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DashboardSlug } from '../../dashboard-uids.ts';
import type { Override } from './override.ts';

/** What was changed in Grafana, one file a dashboard; none where nothing was. */
const FOLDER = join(import.meta.dirname, 'changed-in-grafana');

function overridePath(slug: DashboardSlug, folder = FOLDER): string {
  return join(folder, `ballast-${slug}.json`);
}

export function readOverride(slug: DashboardSlug, folder = FOLDER): Override {
  const path = overridePath(slug, folder);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as Override) : {};
}

/** An override without a change has no file. */
export function writeOverride(slug: DashboardSlug, override: Override, folder = FOLDER): void {
  const path = overridePath(slug, folder);
  if (Object.keys(override).length === 0) rmSync(path, { force: true });
  else writeFileSync(path, `${JSON.stringify(override, null, 2)}\n`);
}
