import type { DeadLetterGroup } from '@ballast/contracts/operators';
import { useQueryClient } from '@tanstack/react-query';
import { useAct } from '../../forms/use-act.ts';
import { DEAD_LETTERS_KEY, groupsQuery } from './dead-letters-queries.ts';
import { changeGroup, type GroupChange } from './letters-api.ts';

interface Wanted {
  readonly group: DeadLetterGroup;
  readonly change: GroupChange;
}

/** Changes a group's state: it leaves its list at once, and returns when the server refuses. */
export function useGroupChange() {
  const queries = useQueryClient();
  return useAct(
    async ({ group, change }: Wanted) => {
      const { queryKey } = groupsQuery(group.status);
      await queries.cancelQueries({ queryKey });
      const without = (list: readonly DeadLetterGroup[]) => list.filter((one) => one.fingerprint !== group.fingerprint);
      queries.setQueryData(queryKey, (list) => list && without(list));
      try {
        return await changeGroup(group.fingerprint, change);
      } catch (error) {
        // It may have come back by itself: the list is asked for all the time.
        queries.setQueryData(
          queryKey,
          (list) => list && [...without(list), group].sort((a, b) => b.pending - a.pending),
        );
        throw error;
      }
    },
    () => queries.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
  );
}
