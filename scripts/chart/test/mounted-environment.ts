import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Manifest } from './helm.ts';
import { environmentOf, type Pod, secretFilesOf } from './pods.ts';

const SECRETS = '/run/secrets/';

/**
 * The environment of a pod's process, with the secrets that are mounted in the folder instead: each key has a value as strong
 * as production wants it. A file that the environment names and nobody mounts is not there.
 */
export function mountedEnvironment(pod: Pod, manifests: readonly Manifest[], folder: string): Record<string, string> {
  for (const path of secretFilesOf(pod).keys()) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, secretFor(path.split('/').at(-1) ?? ''));
  }
  return Object.fromEntries(
    Object.entries(environmentOf(pod, manifests)).map(([name, value]) => [
      name,
      value.startsWith(SECRETS) ? join(folder, value) : value,
    ]),
  );
}

/** The files that the environment names, in order. */
export function secretFilesNamed(pod: Pod, manifests: readonly Manifest[]): readonly string[] {
  return Object.values(environmentOf(pod, manifests))
    .filter((value) => value.startsWith(SECRETS))
    .toSorted();
}

function secretFor(name: string): string {
  const random = Array.from({ length: 48 }, (_, index) => ((index * 7 + name.length) % 16).toString(16)).join('');
  if (name === 'ADMIN_API_KEYS') return `ops:admin:${random}`;
  return name === 'SERVICE_KEYS' ? `shop:100:${random}` : random;
}
