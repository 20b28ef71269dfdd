import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { Manifest } from './helm.ts';
import { environmentOf, mountedFilesOf, type Pod } from './pods.ts';

/** Where secrets and certificates are mounted. */
const MOUNTS = '/run/';

/**
 * The environment of a pod's process, with the files that are mounted in the folder instead: each secret has a value as strong
 * as production wants it. A file that the environment names and nobody mounts is not there.
 */
export function mountedEnvironment(pod: Pod, manifests: readonly Manifest[], folder: string): Record<string, string> {
  for (const path of mountedFilesOf(pod)) {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, mountedText(path.split('/').at(-1) ?? ''));
  }
  return Object.fromEntries(
    Object.entries(environmentOf(pod, manifests)).map(([name, value]) => [
      name,
      value.startsWith(MOUNTS) ? join(folder, value) : value,
    ]),
  );
}

/** The files that the environment names, in order. */
export function filesNamed(pod: Pod, manifests: readonly Manifest[]): readonly string[] {
  return Object.values(environmentOf(pod, manifests))
    .filter((value) => value.startsWith(MOUNTS))
    .toSorted();
}

/** What the file of this name says: the same for every pod. */
export function mountedText(name: string): string {
  const random = Array.from({ length: 48 }, (_, index) => ((index * 7 + name.length) % 16).toString(16)).join('');
  if (name.endsWith('.crt')) return rootCertificates[0] ?? '';
  if (name === 'ADMIN_API_KEYS') return `ops:admin:${random}`;
  if (name === 'MQHUB_SERVICE_KEYS') return `shop:*:${random}`;
  return name === 'SERVICE_KEYS' ? `shop:100:${random}` : random;
}
