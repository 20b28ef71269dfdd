import { useMemo } from 'react';
import { changeSearch, useSearch } from '../../routing/use-route.ts';
import { type Address, readAddress, writeAddress } from './address.ts';

export type Move = (change: Partial<Address>, how?: 'push' | 'replace') => void;

/** The dashboard's address and how to change a part of it. "Back" undoes a change that was pushed. */
export function useAddress(): readonly [Address, Move] {
  const search = useSearch();
  const address = useMemo(() => readAddress(search), [search]);
  // Read anew, since two changes may come before the page is drawn.
  return [address, move];
}

const move: Move = (change, how = 'push') => {
  const before = readAddress(window.location.search);
  changeSearch(writeAddress({ ...before, ...change }), how);
};
