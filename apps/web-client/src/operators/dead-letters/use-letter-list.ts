import type { DeadLetter } from '@ballast/contracts/operators';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Address, listParameters } from './address.ts';
import { lettersQuery, newestQuery } from './dead-letters-queries.ts';

/** The letters that are looked for, as far as they were loaded, kept up to date from the top. */
export function useLetterList(address: Address) {
  const queries = useQueryClient();
  const parameters = listParameters(address).toString();
  const list = useInfiniteQuery(lettersQuery(parameters));
  const newest = useQuery({ ...newestQuery(queries, parameters), enabled: list.isSuccess });
  const pages = list.data?.pages;
  const letters = useMemo<readonly DeadLetter[]>(() => pages?.flatMap(({ items }) => items) ?? [], [pages]);
  const last = pages?.at(-1);
  return {
    parameters,
    letters,
    list,
    isStale: newest.isError,
    /** Where a search that ran out of time has come to; undefined when it did not. */
    searchedTo: last?.is_partial === true ? (last.next_cursor ?? undefined) : undefined,
  };
}
