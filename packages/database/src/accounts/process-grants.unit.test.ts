import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PROCESS_GRANTS, PROCESS_NAMES, type TableGrants } from './process-grants.ts';

const ROOT = join(import.meta.dirname, '../../../..');

/** All that may run in a process: its own code and the packages'. */
function sourcesOf(process: string): string {
  const files = globSync([`apps/${process}/src/**/*.ts`, 'packages/*/src/**/*.ts'], { cwd: ROOT });
  const own = files.filter((file) => !file.endsWith('.test.ts') && !file.includes('packages/testkit/'));
  return own.map((file) => readFileSync(join(ROOT, file), 'utf8')).join('\n');
}

it.each(PROCESS_NAMES)('%s may delete from no table that it has no statement for', (process) => {
  const sources = sourcesOf(process);
  const grants: TableGrants = PROCESS_GRANTS[process];
  const unused = Object.keys(grants).filter(
    (table) =>
      grants[table]?.includes('DELETE') === true && !new RegExp(`DELETE (?:\\w+ )?FROM ${table}\\b`).test(sources),
  );
  expect(unused).toEqual([]);
});
