import type { QueryClient } from '@tanstack/react-query';

/** Of everything that is asked about letters, save the long list: after a hint of `dead-letters` these are asked for again. */
export const DEAD_LETTERS_KEY = ['operators', 'dead-letters'] as const;
/** Of lists of letters as far as they were scrolled; a hint renews their first page alone. */
export const LETTER_LISTS_KEY = ['operators', 'letter-lists'] as const;

/** After an act on letters: everything about them is asked for again, the whole of the list included. */
export async function refreshLetters(queries: QueryClient): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
    queries.invalidateQueries({ queryKey: LETTER_LISTS_KEY }),
  ]);
}
