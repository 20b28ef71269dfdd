import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** One package, as CycloneDX has it. */
export interface Component {
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly 'bom-ref': string;
  readonly licenses?: readonly ({ license: { id?: string; name?: string } } | { expression: string })[];
}

export interface Sbom {
  readonly bomFormat: string;
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

/** Writes the CycloneDX bill of what the processes run with, and hands it back. Asks no registry. */
export function writeSbom(root: string, path: string): Sbom {
  mkdirSync(dirname(path), { recursive: true });
  execFileSync('pnpm', ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--prod', '--out', path], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** A package's name as its users write it. */
export function nameOf({ group, name }: Component): string {
  return group === undefined || group === '' ? name : `${group}/${name}`;
}
