import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../forms/use-act.ts';
import { hideLetters, refreshLetters } from './dead-letters-queries.ts';
import { discardLetters } from './letters-api.ts';
import type { Selection } from './selection.ts';
import { useShowDiscarded } from './undo-toasts.tsx';

interface Wanted {
  readonly selection: Selection;
  readonly reason: string;
}

/**
 * Discards letters, and offers to take that back. Those that were picked leave the list at once, and return when the server
 * refuses; how many more than are listed a query finds is the server's to say.
 */
export function useDiscard(onDone?: () => void) {
  const queries = useQueryClient();
  const show = useShowDiscarded();
  return useAct(
    async ({ selection, reason }: Wanted) => {
      const putBack = selection.kind === 'ids' ? await hideLetters(queries, selection.ids) : undefined;
      try {
        return await discardLetters(selection, reason);
      } catch (error) {
        putBack?.();
        // What was given up for it is asked for again.
        void refreshLetters(queries);
        throw error;
      }
    },
    (answer) => {
      show(answer);
      onDone?.();
      void refreshLetters(queries);
    },
  );
}
