import { execFile } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../..');
export const CHART = join(ROOT, 'deploy/helm/ballast');

/** What every object of a cluster has. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
}

/** Runs Helm, the one that `scripts/bootstrap/helm.sh` has fetched before one on the PATH. Rejects with what it said. */
export async function helm(...args: readonly string[]): Promise<string> {
  const PATH = [join(ROOT, '.ballast/toolchain/helm'), process.env.PATH ?? ''].join(delimiter);
  const { stdout } = await run('helm', args, { env: { ...process.env, PATH }, maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}

const rendered = new Map<string, Promise<readonly Manifest[]>>();

/** What would be installed with these arguments, hooks included. Rendered once, and not to be changed. */
export function render(...args: readonly string[]): Promise<readonly Manifest[]> {
  const key = JSON.stringify(args);
  const known = rendered.get(key) ?? renderAnew(args);
  rendered.set(key, known);
  return known;
}

async function renderAnew(args: readonly string[]): Promise<readonly Manifest[]> {
  const text = await helm('template', 'shop', CHART, '--namespace', 'shop', ...args);
  return parseAllDocuments(text, { strict: true, uniqueKeys: true }).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw error;
    const manifest = document.toJS() as Manifest | null;
    return manifest === null ? [] : [manifest];
  });
}

/** Those of one kind, by their type. */
export function ofKind<T>(manifests: readonly Manifest[], kind: string): readonly (T & Manifest)[] {
  return manifests.filter((manifest): manifest is T & Manifest => manifest.kind === kind);
}
