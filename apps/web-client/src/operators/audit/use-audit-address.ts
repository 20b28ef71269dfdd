import { useMemo } from 'react';
import { changeSearch, useSearch } from '../../routing/use-route.ts';
import { type AuditAddress, readAuditAddress, writeAuditAddress } from './audit-address.ts';

export type MoveAudit = (change: Partial<AuditAddress>, how?: 'push' | 'replace') => void;

/** The audit's address and how to change a part of it. "Back" undoes a change that was pushed. */
export function useAuditAddress(): readonly [AuditAddress, MoveAudit] {
  const search = useSearch();
  return [useMemo(() => readAuditAddress(search), [search]), move];
}

const move: MoveAudit = (change, how = 'push') => {
  changeSearch(writeAuditAddress({ ...readAuditAddress(window.location.search), ...change }), how);
};
