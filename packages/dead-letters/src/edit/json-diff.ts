import { createPatch, Pointer } from 'rfc6902';

/** One difference, with both sides where they exist. */
export interface EditChange {
  readonly op: 'add' | 'remove' | 'replace';
  /** A JSON pointer (RFC 6901); empty for the whole. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** What makes `after` of `before`, as a person reads it: the operations of a JSON patch with the values that they replace. */
export function diffJson(before: unknown, after: unknown): EditChange[] {
  // a patch speaks of the document as its earlier operations have left it
  const document = { root: structuredClone(before) };
  return createPatch(before, after).flatMap((operation): EditChange[] => {
    const { op, path } = operation;
    if (op !== 'add' && op !== 'remove' && op !== 'replace') return [];
    const place = Pointer.fromJSON(`/root${path}`).evaluate(document);
    const value = op === 'remove' ? undefined : operation.value;
    applyOne(place, op, value);
    return [
      {
        op,
        path,
        ...(op !== 'add' && { before: place.value }),
        ...(op !== 'remove' && { after: value }),
      },
    ];
  });
}

function applyOne({ parent, key }: { parent: unknown; key: string }, op: EditChange['op'], value: unknown): void {
  if (Array.isArray(parent)) {
    const index = key === '-' ? parent.length : Number(key);
    parent.splice(index, op === 'add' ? 0 : 1, ...(op === 'remove' ? [] : [structuredClone(value)]));
  } else {
    const holder = parent as Record<string, unknown>;
    if (op === 'remove') delete holder[key];
    else holder[key] = structuredClone(value);
  }
}
