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
      queries.setQueryData(queryKey, (list) => list?.filter((one) => one.fingerprint !== group.fingerprint));
      try {
        return await changeGroup(group.fingerprint, change);
      } catch (error) {
        queries.setQueryData(queryKey, (list) => list && [...list, group].sort((a, b) => b.pending - a.pending));
        throw error;
      }
    },
    () => queries.invalidateQueries({ queryKey: DEAD_LETTERS_KEY }),
  );
}
