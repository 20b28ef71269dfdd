/** Fields of the search language that hold prose: `:` looks for a part of them, `=` for the whole. */
export const SEARCH_PROSE_FIELDS = ['error', 'message'] as const;
export const SEARCH_TEXT_FIELDS = [
  ...SEARCH_PROSE_FIELDS,
  'code',
  'type',
  'subject',
  'status',
  'id',
  'group',
  'family',
  'worker',
  'consumer',
] as const;
export const SEARCH_NUMBER_FIELDS = ['generation', 'attempts', 'retries'] as const;
