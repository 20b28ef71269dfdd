import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { loadConfig } from '@ballast/runtime';
import type { AppDefinition } from '../stack/apps.ts';

/** What `loadConfig` takes. */
export type ConfigSchema = Parameters<typeof loadConfig>[0];

const ROOT = join(import.meta.dirname, '../..');

/** The schema with which an app reads its environment. By its path: an app is run, and imported by nobody. */
export async function configSchemaOf(app: Pick<AppDefinition, 'name'>): Promise<ConfigSchema> {
  const path = join(ROOT, 'apps', app.name, 'src/config.ts');
  const { ConfigSchema } = (await import(pathToFileURL(path).href)) as { ConfigSchema: ConfigSchema };
  return ConfigSchema;
}

/** The names of all variables that an app reads. */
export async function variablesOf(app: Pick<AppDefinition, 'name'>): Promise<readonly string[]> {
  return Object.keys((await configSchemaOf(app)).shape);
}
