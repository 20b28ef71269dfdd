import { isDeepStrictEqual } from 'node:util';

export interface Difference {
  readonly field: string;
  readonly wanted: unknown;
  readonly actual: unknown;
}

/**
 * Where a configuration is not what it should be. Only fields of `wanted` are looked at: servers add fields and metadata
 * of their own. Lists are compared as sets: the server may order subjects as it likes.
 */
export function findDifferences(wanted: object, actual: object): Difference[] {
  const held = new Map<string, unknown>(Object.entries(actual));
  return Object.entries(wanted)
    .map(([field, value]) => ({ field, wanted: value, actual: held.get(field) }))
    .filter((one) => !isDeepStrictEqual(inOrder(one.wanted), inOrder(one.actual)));
}

export function describeDifferences(differences: readonly Difference[]): string {
  return differences
    .map(({ field, wanted, actual }) => `${field} is ${JSON.stringify(actual)}, should be ${JSON.stringify(wanted)}`)
    .join('; ');
}

function inOrder(value: unknown): unknown {
  return Array.isArray(value) ? [...value].sort() : value;
}
