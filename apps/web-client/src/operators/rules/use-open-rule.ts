import { useMemo } from 'react';
import { changeSearch, useSearch } from '../../routing/use-route.ts';
import { type OpenRule, readOpenRule, writeOpenRule } from './open-rule.ts';

export type OpenIt = (opened: OpenRule | undefined) => void;

/** What is open, as the address says it; "back" closes it. */
export function useOpenRule(): readonly [OpenRule | undefined, OpenIt] {
  const search = useSearch();
  return [useMemo(() => readOpenRule(search), [search]), open];
}

const open: OpenIt = (opened) => changeSearch(writeOpenRule(opened), 'push');
