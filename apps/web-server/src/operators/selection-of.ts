import type { Selection } from '@ballast/dead-letters';

/** Which letters a body means; its schema has seen to it that it says one of the two. */
export function selectionOf(body: {
  readonly message_ids?: readonly string[] | undefined;
  readonly query?: string | undefined;
}): Selection {
  return body.message_ids === undefined ? { query: body.query ?? '' } : { ids: body.message_ids };
}
