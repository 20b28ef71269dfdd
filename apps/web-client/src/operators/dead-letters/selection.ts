/**
 * What an act on letters is about: those that were picked, or all that a query finds. `query` is complete: it holds the
 * chosen group and the state as well, as `POST /api/dlq/jobs` and `DELETE /api/dlq/discard` take it. `count` is how many it found
 * when it was chosen; what is frozen is what it finds when the act begins.
 */
export type Selection =
  | { readonly kind: 'ids'; readonly ids: readonly string[] }
  | { readonly kind: 'query'; readonly query: string; readonly count: number };

export function sizeOf(selection: Selection): number {
  return selection.kind === 'ids' ? selection.ids.length : selection.count;
}

/** Letters, as acts on them are sent. */
export function lettersOf(selection: Selection): { message_ids: readonly string[] } | { query: string } {
  return selection.kind === 'ids' ? { message_ids: selection.ids } : { query: selection.query };
}
