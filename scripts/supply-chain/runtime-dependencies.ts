import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The names of all packages that an app or a package of ours needs to run. */
export function runtimeDependencies(root: string): string[] {
  const manifests = globSync(['apps/*/package.json', 'packages/*/package.json'], { cwd: root });
  const names = manifests.flatMap((path) => {
    const { dependencies = {} } = JSON.parse(readFileSync(join(root, path), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    return Object.keys(dependencies);
  });
  return [...new Set(names)];
}
