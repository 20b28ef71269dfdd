import type { DeadLetterGroup } from '@ballast/contracts/operators';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { KnownValues } from './complete-query.ts';
import { groupsQuery, statsQuery } from './dead-letters-queries.ts';

/** Values that are offered for a field, from what the page has loaded anyway. */
export function useKnownValues(groupsState: DeadLetterGroup['status']): KnownValues {
  const groups = useQuery(groupsQuery(groupsState)).data;
  const subjects = useQuery(statsQuery(24)).data?.by_subject;
  return useMemo(
    () => ({
      subject: Object.keys(subjects ?? {}),
      code: valuesOf(groups, ({ error_code }) => error_code),
      consumer: valuesOf(groups, ({ consumer }) => consumer),
      group: valuesOf(groups, ({ fingerprint }) => fingerprint),
      family: valuesOf(groups, ({ family }) => family),
    }),
    [groups, subjects],
  );
}

function valuesOf(groups: readonly DeadLetterGroup[] = [], read: (group: DeadLetterGroup) => string | undefined) {
  return [...new Set(groups.flatMap((group) => read(group) ?? []))];
}
